import { runCli } from './run.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { stop.abort(); });
// The reader of a pipe may have seen enough: `tapewire tail | head`.
process.stdout.on('error', () => { stop.abort(); });

process.exitCode = await runCli(
  process.argv.slice(2),
  process.env,
  {
    out: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
    stopped: stop.signal,
  },
  process.stdout.isTTY,
);
process.exit();
