import { parseArgs } from 'node:util';

export const COMMANDS = ['tail', 'snapshot', 'alerts', 'flow', 'check'] as const;
export type CommandName = (typeof COMMANDS)[number];
export type Format = 'table' | 'json' | 'csv';

export interface Arguments {
  readonly command: CommandName;
  /** The filter of `tail` and `snapshot`, the ticker of `flow`. */
  readonly subject: string;
  readonly urls: readonly string[];
  readonly token: string | undefined;
  /** Where a token is asked for when none is given: the demo's page. */
  readonly page: string;
  readonly columns: readonly string[] | undefined;
  readonly limit: number;
  readonly format: Format;
  readonly colour: boolean;
  readonly once: boolean;
  readonly strict: boolean;
  /** Of `tail`: end after that many live rows. */
  readonly count: number | undefined;
  /** Of `tail`: seconds after which `count` rows must have come. */
  readonly timeout: number | undefined;
}

/** The command was called wrongly. */
export class UsageError extends Error {}

export const USAGE = `usage: tapewire <command> [options]

  tail [filter]       the last rows of the tape, then every new one
  snapshot [filter]   the newest rows, once
  alerts              recent alerts, then every new one
  flow [ticker]       premium by minute, of a ticker or the market
  check               is the gateway there, is the token good, what is the plan, how long is the way

  --url URL           a gateway; several separated by commas (TAPEWIRE_URL, default http://localhost:8081)
  --token TOKEN       access token (TAPEWIRE_TOKEN; without it the demo's page is asked for one)
  --page URL          the demo's page (TAPEWIRE_PAGE, default http://localhost:8080)
  --columns a,b,c     columns of the rows
  --limit N           rows before the live ones (tail: 10), or rows in all (snapshot: 100); alerts, minutes of flow
  --json              one JSON object a line
  --csv               comma-separated, with a header
  --no-color          no colours (also NO_COLOR)
  --once              alerts and flow: end after what is there now
  --count N           tail: end after N live rows
  --timeout SECONDS   tail --count: end with code 6 when they have not come by then
  --strict            tail: end with code 5 when rows were missed that can't be had again

exit codes: 0 fine, 1 unreachable, 2 wrong usage, 3 token or plan, 4 filter or column, 5 gap, 6 nothing came in time`;

const LIMITS: Readonly<Record<CommandName, number>> = { tail: 10, snapshot: 100, alerts: 50, flow: 30, check: 0 };

const isCommand = (text: string | undefined): text is CommandName => COMMANDS.some((command) => command === text);

/** Reads the command line; environment variables stand in for what is not given. */
export function readArguments(args: readonly string[], env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): Arguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  const [command, ...rest] = positionals;
  if (command === undefined) return 'help';
  if (!isCommand(command)) throw new UsageError(`unknown command: ${command} (known: ${COMMANDS.join(', ')})`);
  if (values.json === true && values.csv === true) throw new UsageError('--json and --csv exclude each other');
  const limit = values.limit === undefined ? LIMITS[command] : Number(values.limit);
  if (!Number.isInteger(limit) || limit < 0 || limit > 1000) throw new UsageError(`--limit must be a whole number from 0 to 1000, was ${String(values.limit)}`);
  return {
    command,
    subject: rest.join(' '),
    urls: (values.url ?? env['TAPEWIRE_URL'] ?? 'http://localhost:8081').split(',').map(checkedUrl),
    token: values.token ?? env['TAPEWIRE_TOKEN'],
    page: checkedUrl(values.page ?? env['TAPEWIRE_PAGE'] ?? 'http://localhost:8080'),
    columns: values.columns?.split(','),
    limit,
    format: values.json === true ? 'json' : values.csv === true ? 'csv' : 'table',
    colour: isTerminal && values['no-color'] !== true && (env['NO_COLOR'] ?? '') === '',
    once: values.once === true,
    strict: values.strict === true,
    count: wholeFrom1('--count', values.count),
    timeout: wholeFrom1('--timeout', values.timeout),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: guarded(args),
      allowPositionals: true,
      options: {
        'url': { type: 'string' }, 'token': { type: 'string' }, 'page': { type: 'string' }, 'columns': { type: 'string' }, 'limit': { type: 'string' },
        'json': { type: 'boolean' }, 'csv': { type: 'boolean' }, 'no-color': { type: 'boolean' }, 'once': { type: 'boolean' }, 'strict': { type: 'boolean' },
        'count': { type: 'string' }, 'timeout': { type: 'string' },
        'help': { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A filter may begin with a minus (`-ticker:TSLA`), which must not look like options. */
const guarded = (args: readonly string[]): string[] => args.map((arg) => (/^-\(?[A-Za-z(][\w.]*[:<>=(]/.test(arg) ? ` ${arg}` : arg));

function wholeFrom1(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new UsageError(`${option} must be a whole number of at least 1, was ${text}`);
  return value;
}

function checkedUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new UsageError(`a URL such as http://localhost:8081 was expected, was ${text}`);
  return text;
}
