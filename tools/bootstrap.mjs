/**
 * Runs one of the tools on a machine that has only Node 20 and what README.md names: installs the dependencies when they
 * are missing or the lockfile has changed, then runs the tool's TypeScript under the Node that the dependencies bring.
 *
 *     node tools/bootstrap.mjs [--quiet] <entry.ts> [arguments of the tool]
 *
 * `--quiet` says nothing but errors; what it has to say goes to stderr, stdout is the tool's own.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node');
/** Holds the hash of what was installed last. */
const DONE = join(ROOT, 'node_modules', '.tapewire-lock');
const NODE_MIN = [20, 19];
const REPORT_EVERY_MS = 2000;
const PARENT_EVERY_MS = 500;

const args = process.argv.slice(2);
const quiet = args[0] === '--quiet';
if (quiet) args.shift();
const [entry, ...toolArgs] = args;

const say = (line) => {
  if (!quiet) process.stderr.write(`${line}\n`);
};

function fail(...lines) {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}

function isInstalled(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** One line for each thing that is missing, before minutes go into downloads. */
function missingPrerequisites() {
  const missing = [];
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
    missing.push(`Node ${NODE_MIN.join('.')} or newer is needed, this is ${process.versions.node}.`);
  }
  if (!isInstalled('npm')) missing.push('npm is needed; it comes with Node.');
  if (quiet || isInstalled('docker')) return missing;
  const python = isInstalled('python3');
  if (!process.env.KAFKA_BROKERS) {
    const or = 'or Docker, or set KAFKA_BROKERS to a Kafka that runs already.';
    if (!isInstalled('java') && !process.env.JAVA_HOME && !python) missing.push(`Kafka needs Java 17 or newer: install it, ${or}`);
    if (!isInstalled('mvn')) missing.push(`Kafka is downloaded with Maven: install it, ${or}`);
  }
  if (!process.env.REDIS_URL && !python) {
    missing.push('Redis is downloaded with Python 3 and pip: install them, or Docker, or set REDIS_URL to a Redis with Search that runs already.');
  }
  return missing;
}

/** Hash of the lockfile and of every package.json that it was made from. */
function wantedHash() {
  const lockfile = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lockfile);
  const workspaces = Object.keys(JSON.parse(lockfile).packages).filter((path) => !path.includes('node_modules/'));
  for (const path of workspaces) hash.update(readFileSync(join(ROOT, path, 'package.json')));
  return hash.digest('hex');
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Whether node_modules holds what the lockfile asks for. */
function dependenciesAreCurrent() {
  const installedFile = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  // npm may leave out what no package.json asks for; what it was done with once is not done again.
  if (existsSync(DONE) && readFileSync(DONE, 'utf8') === wantedHash()) return true;
  const wanted = readJson(join(ROOT, 'package-lock.json')).packages;
  const installed = readJson(installedFile).packages;
  return Object.entries(wanted).every(([path, { version, optional, peer, link }]) => {
    if (!path.includes('node_modules/') || optional || peer) return true;
    return link ? installed[path]?.link === true : installed[path]?.version === version;
  });
}

/** Runs a command quietly, saying how long it has run; shows what it wrote only when it fails. */
function run(what, command, commandArgs, cwd) {
  return new Promise((resolve) => {
    const started = Date.now();
    let output = '';
    const child = spawn(command, commandArgs, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    say(what);
    const timer = setInterval(() => say(`${what}: ${Math.round((Date.now() - started) / 1000)} s`), REPORT_EVERY_MS);
    child.once('error', (error) => fail(`${what} failed: ${error.message}`));
    child.once('close', (code) => {
      clearInterval(timer);
      if (code !== 0) fail(output.trimEnd(), `${what} failed: ${command} ${commandArgs.join(' ')} ended with exit code ${code}`);
      resolve();
    });
  });
}

async function installDependencies() {
  if (!dependenciesAreCurrent()) {
    // The log level is given because ours may have been called with `npm run --silent`, which hides errors too.
    const fresh = !existsSync(join(ROOT, 'node_modules', '.package-lock.json'));
    await run('installing the npm dependencies', 'npm', [...(fresh ? ['ci'] : ['install', '--no-save']), '--loglevel=error'], ROOT);
    writeFileSync(DONE, wantedHash());
  }
  // Some npm settings forbid install scripts; this one fetches the Node that everything runs on.
  if (!existsSync(NODE)) {
    await run('installing Node 24 into node_modules', process.execPath, ['installArchSpecificPackage.js'], join(ROOT, 'node_modules', 'node'));
  }
}

/** Under npm, a parent that is gone was killed: whoever wanted this to run does not any more. */
function whenParentDies(then) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, PARENT_EVERY_MS);
}

function runTool() {
  const path = [join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  const nodeArgs = ['--conditions=@tapewire/source', '--disable-warning=ExperimentalWarning', join(ROOT, entry), ...toolArgs];
  const tool = spawn(NODE, nodeArgs, { stdio: 'inherit', env: { ...process.env, PATH: path } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => tool.kill(signal));
  whenParentDies(() => tool.kill('SIGTERM'));
  tool.once('error', (error) => fail(`${NODE} could not be started: ${error.message}`));
  tool.once('exit', (code, signal) => process.exit(signal === null ? code : 1));
}

if (entry === undefined) fail('usage: node tools/bootstrap.mjs [--quiet] <entry.ts> [arguments]');
const missing = missingPrerequisites();
if (missing.length > 0) fail(...missing);
await installDependencies();
runTool();
