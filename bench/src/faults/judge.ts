import { compareKeys, compareTape, type Difference, type Keyed } from './invariants.ts';
import { select, type Truth } from './oracle.ts';
import type { RedisFinding } from './redis-check.ts';
import type { Tally } from './tally.ts';
import { WITNESS_COLUMNS, type Testimony } from './witness.ts';

/** What a client of a filter ended with. */
export interface Statement extends Testimony {
  /** Who it is, when it is not one of the many. */
  readonly who?: string;
  readonly filter: string;
}

export interface Verdict {
  readonly rowsChecked: number;
  /** Rows that clients lack, and rows that they have twice. */
  readonly lost: number;
  readonly doubled: number;
  /** Everything that is not as it should be, in words. Empty: the tape is exact. */
  readonly problems: readonly string[];
}

/** Everything a run ended with. */
export interface Evidence {
  readonly truth: Truth;
  readonly source: readonly Keyed[];
  readonly statements: readonly Statement[];
  readonly redis: RedisFinding;
}

const SAMPLE = 3;

/** Holds what clients, log and Redis have against the truth; what becomes of each row is counted in the tally. */
export function judge({ truth, source, statements, redis }: Evidence, tally: Tally): Verdict {
  const problems: string[] = [];
  const say = (what: string, ids: readonly string[]): void => {
    if (ids.length > 0) problems.push(`${what}: ${ids.length} (${ids.slice(0, SAMPLE).join(', ')})`);
  };
  let rowsChecked = 0;
  let lost = 0;
  let doubled = 0;
  for (const { who, filter, rows, gaps, skipped } of statements) {
    const expected = select(truth, filter, WITNESS_COLUMNS);
    const difference = compareTape(expected, rows, truth.repeats);
    for (const id of expected.keys()) tally.count('checked', truth.receivedAt.get(id));
    for (const id of difference.lost) tally.count('lost', truth.receivedAt.get(id));
    for (const id of difference.doubled) tally.count('doubled', truth.receivedAt.get(id));
    rowsChecked += rows.length;
    lost += difference.lost.length;
    doubled += difference.doubled.length;
    for (const [what, ids] of named(difference)) say(`${who ?? 'client'} '${filter}' ${what}`, ids);
    if (gaps > 0) problems.push(`client '${filter}' told of gaps: ${gaps}`);
    if (skipped > 0) problems.push(`client '${filter}' told of rows left out: ${skipped}`);
  }
  const keys = compareKeys(source, truth.keys);
  say('keys never published', keys.missing);
  say('keys with two contents', keys.contradicting);
  say('keys published out of order', keys.disordered);
  for (const [what, ids] of named(redis.trades)) say(`stream ${what}`, ids);
  say('alerts doubled', redis.doubledAlerts);
  say('alerts missing', redis.missingAlerts);
  say('prints counted twice', redis.overcounted);
  say('prints not counted', redis.undercounted);
  return { rowsChecked, lost, doubled, problems };
}

const named = ({ lost, doubled, strange, disordered, altered }: Difference): [string, readonly string[]][] =>
  [['lost rows', lost], ['doubled rows', doubled], ['strange rows', strange], ['rows out of order', disordered], ['rows altered', altered]];
