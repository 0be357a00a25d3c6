import { type Arguments, readArguments, USAGE, UsageError } from './arguments.ts';
import { check } from './check.ts';
import { alerts, explain, flow, open, snapshot, tail, type Terminal } from './commands.ts';
import { EXIT } from './exit-codes.ts';
import type { TapewireClient } from '../client.ts';

/** Runs a command line to its end and returns the exit code. */
export async function runCli(args: readonly string[], env: Readonly<Record<string, string | undefined>>, stoppable: Terminal, isTerminal: boolean): Promise<number> {
  let client: TapewireClient | undefined;
  let terminal = stoppable;
  let late: AbortSignal | undefined;
  try {
    const read = readArguments(args, env, isTerminal);
    if (read !== 'help' && read.timeout !== undefined) {
      late = AbortSignal.timeout(read.timeout * 1000);
      terminal = { ...stoppable, stopped: AbortSignal.any([stoppable.stopped, late]) };
    }
    if (read === 'help') {
      terminal.out(USAGE);
      return args.length === 0 ? EXIT.usage : EXIT.ok;
    }
    const token = read.token ?? (() => demoToken(read.page));
    client = await open(read, terminal, token);
    const code = await run(client, read, terminal, typeof token === 'string' ? token : '');
    return late?.aborted === true ? tooLate(terminal) : code;
  } catch (failure) {
    if (late?.aborted === true) return tooLate(terminal);
    if (terminal.stopped.aborted) return EXIT.ok;
    if (failure instanceof UsageError) {
      terminal.note(`${failure.message}\n\n${USAGE}`);
      return EXIT.usage;
    }
    const { code, text } = explain(failure);
    terminal.note(text);
    return code;
  } finally {
    client?.close();
  }
}

function tooLate({ note }: Terminal): number {
  note('the rows that were waited for have not come in time');
  return EXIT.late;
}

function run(client: TapewireClient, args: Arguments, terminal: Terminal, token: string): Promise<number> {
  switch (args.command) {
    case 'tail': return tail(client, args, terminal);
    case 'snapshot': return snapshot(client, args, terminal);
    case 'alerts': return alerts(client, args, terminal);
    case 'flow': return flow(client, args, terminal);
    case 'check': return check(client, args, terminal, token);
  }
}

/** The demo's page gives a token to whoever asks; elsewhere it must be given. */
async function demoToken(page: string): Promise<string> {
  const answer = await fetch(new URL('/token', page)).catch(() => undefined);
  if (answer?.ok !== true) throw new Error(`no --token was given, and ${page} gives none`);
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string') return body.token;
  throw new Error(`${page}/token did not answer with a token`);
}
