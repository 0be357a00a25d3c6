import type { Frame } from '../../live/protocol.ts';
import { WebSocketVendor } from '../web-socket-vendor.ts';
import type { SamplePrint, VendorModel, VendorScript } from '../vendor.ts';

export const massiveStatus = (status: string, message = status): string => JSON.stringify([{ ev: 'status', status, message }]);

const parse = (frame: Frame): { action?: string; params?: string } => JSON.parse(frame.toString()) as { action?: string; params?: string };

const REFUSALS = {
  badKey: massiveStatus('auth_failed', 'authentication failed'),
  tooManyConnections: massiveStatus('max_connections', 'Maximum number of websocket connections exceeded.'),
  rateLimited: massiveStatus('auth_timeout', 'auth timeout'),
};

/** Massive's option cluster: massive.com/docs/websocket/options. */
export function massiveVendor(symbol: string): VendorModel {
  const trade = ({ size, ts }: SamplePrint): object => ({ ev: 'T', sym: `O:${symbol}`, x: 302, p: 1.54, s: size, c: [219], t: ts, q: 651_921_857 + 3 * size });
  const script: VendorScript = {
    greet: () => [massiveStatus('connected', 'Connected Successfully')],
    answer: (frame, refuse) => {
      const { action, params } = parse(frame);
      if (action === 'auth' && refuse !== undefined) return [REFUSALS[refuse]];
      if (action === 'auth') return [params === 'KEY' ? massiveStatus('auth_success', 'authenticated') : REFUSALS.badKey];
      return action === 'subscribe' ? [massiveStatus('success', `subscribed to: ${params ?? ''}`)] : [];
    },
    isSubscription: (frame) => parse(frame).action === 'subscribe',
    trades: (prints) => [JSON.stringify(prints.map(trade))],
    quote: () => JSON.stringify([{ ev: 'Q', sym: `O:${symbol}`, bx: 302, ax: 302, bp: 9.71, ap: 9.81, bs: 17, as: 24, t: 1_795_444_200_000, q: 844_090_872 }]),
    heartbeat: () => massiveStatus('success', 'still here'),
    malformed: '[{"ev":"T",',
    unreadable: JSON.stringify([{ ...trade({ size: 99, ts: 1_795_444_200_000 }), p: 'cheap' }]),
  };
  return {
    feed: 'massive', settings: { FEED_KEY: 'KEY' }, script,
    start: (port) => WebSocketVendor.start(script, port),
    url: (port) => `ws://127.0.0.1:${port}`,
  };
}
