import { FLOW_COLUMNS, MARKET, TOP_COLUMNS } from '@tapewire/delivery';
import type { Subscriptions } from '../socket/subscriptions.ts';
import type { Handler } from './checked.ts';
import { refusal } from './request-error.ts';

/** `alerts`: the newest ones that are for this client. */
export const alerts: Handler<'alerts'> = ({ before, limit }, _socket, { lane, reader }) => {
  const page = lane.boards.alerts.page(reader, before, limit);
  if (!page) throw refusal('badRequest', 'before: this is no cursor', { at: 'before' });
  return page;
};

/** `flow`: the minutes of an underlying or the market, then `flow` events as they change. */
export const flow = (subscriptions: Subscriptions): Handler<'flow'> => ({ underlying = MARKET, minutes }, socket, { lane, flows, plan }) => {
  const rows = lane.boards.flow.rows(underlying, minutes);
  if (!flows.has(underlying) && flows.size >= plan.subscriptions) throw refusal('limit', `The plan allows the flow of ${plan.subscriptions} underlyings on a connection.`);
  subscriptions.followFlow(socket, underlying);
  return { columns: FLOW_COLUMNS, rows };
};

/** `top`: a ranking of underlyings over the last minutes. */
export const top: Handler<'top'> = ({ by, minutes, limit }, _socket, { lane }) => ({ columns: TOP_COLUMNS, rows: lane.boards.flow.top(by, minutes, limit) });
