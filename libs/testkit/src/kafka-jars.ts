import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { runCommand, tryCommand } from './command.ts';
import type { Report } from './report.ts';

export const KAFKA_VERSION = '4.1.0';
const COPY_GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tapewire</groupId>
  <artifactId>local-kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/** The class path of Kafka, downloaded by Maven once; undefined when Maven is not installed. */
export async function kafkaClassPath(report: Report): Promise<string | undefined> {
  const folder = await cachedJars(report);
  return folder === undefined ? undefined : join(folder, '*');
}

async function cachedJars(report: Report): Promise<string | undefined> {
  if ((await tryCommand('mvn', ['--version'])) === undefined) return undefined;
  const what = `downloading Kafka ${KAFKA_VERSION} with Maven`;
  return cached(`kafka-${KAFKA_VERSION}`, async (building) => {
    const pom = join(building, 'pom.xml');
    await writeFile(pom, POM);
    report(what);
    const args = ['--batch-mode', '--file', pom, COPY_GOAL, `-DoutputDirectory=${building}`, '-DincludeScope=runtime'];
    await runCommand('mvn', args, { what, report, detail: (output) => `${output.split('Downloaded from').length - 1} files` });
  }, report);
}
