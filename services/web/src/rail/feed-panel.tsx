import type { ReactNode } from 'react';
import type { Session } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import { duration } from '../tape/format.ts';

/** What a trader must know of the feed to trust the tape. */
export function FeedPanel({ session }: { readonly session: Session }): ReactNode {
  const welcome = useStore(session.welcome);
  const vitals = useStore(session.vitals);
  const connection = useStore(session.connection);
  const gaps = useStore(session.gaps);
  if (welcome === undefined) return <p className="hint">Not connected yet.</p>;
  const plan = welcome.plan;
  return (
    <div className="feed-panel">
      {welcome.feeds.length === 0 && <p className="hint">The gateway has not heard of a feed yet.</p>}
      {welcome.feeds.map((feed) => (
        <section key={feed.name}>
          <h3>{feed.name} <small>{feed.source}</small></h3>
          <dl className="drawer-facts">
            <div><dt>Delay of the feed</dt><dd>{feed.delay > 0 ? duration(feed.delay) : 'none'}</dd></div>
            <div><dt>It cannot know</dt><dd>{feed.lacks.length > 0 ? feed.lacks.join(', ') : 'nothing is missing'}</dd></div>
          </dl>
        </section>
      ))}
      <section>
        <h3>Gaps</h3>
        {gaps.length === 0 && <p className="hint">None was told since this page was opened.</p>}
        {gaps.map((gap) => <p key={gap} className="gap">{gap}</p>)}
      </section>
      <section>
        <h3>Connection</h3>
        <dl className="drawer-facts">
          <div><dt>Gateway</dt><dd>{connection.state === 'connected' ? connection.url : connection.state}</dd></div>
          <div><dt>Round trip</dt><dd>{session.client.roundTrip === undefined ? '–' : `${session.client.roundTrip.toFixed(0)} ms`}</dd></div>
          <div><dt>Last heard</dt><dd>{vitals.silence === undefined ? '–' : `${(vitals.silence / 1000).toFixed(0)} s ago`}</dd></div>
          <div><dt>Latency, p50 / p99</dt><dd>{vitals.p50?.toFixed(0) ?? '–'} / {vitals.p99?.toFixed(0) ?? '–'} ms</dd></div>
          <div><dt>Rows skipped</dt><dd>{vitals.skipped}</dd></div>
          <div><dt>Plan</dt><dd>{plan.name}, {plan.delay > 0 ? `delayed ${duration(plan.delay)}` : 'real time'}, {plan.rowsPerSecond} rows/s, {plan.subscriptions} tapes</dd></div>
          <div><dt>Epoch, version</dt><dd>{welcome.epoch}, {welcome.version}</dd></div>
        </dl>
      </section>
    </div>
  );
}
