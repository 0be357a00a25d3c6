import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { TapewireError } from '@tapewire/contracts';
import { keepTrying } from '@tapewire/kafka';
import type { Logger } from '@tapewire/telemetry';
import { checkReferenceFile, referenceLines } from '../reference/reference-file.ts';
import { ReferencePublisher } from '../reference/reference-publisher.ts';
import { FileWatch } from './file-watch.ts';
import { defaultRulesFile, NO_RULES, readSettings, type SettingsFiles } from './settings-file.ts';
import { SettingsPublisher, type SettingsPublisherOptions } from './settings-publisher.ts';

export interface PublishFilesOptions extends SettingsPublisherOptions {
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Watches rules and thresholds. */
export function watchSettings(files: SettingsFiles, options: PublishFilesOptions): FileWatch {
  const { logger, signal } = options;
  const publisher = new SettingsPublisher(options);
  const paths = [files.rules === NO_RULES ? undefined : (files.rules ?? defaultRulesFile()), files.thresholds].filter((path) => path !== undefined);
  return new FileWatch({
    what: 'rules and settings',
    logger,
    identify: async () => {
      const hash = createHash('sha256');
      for (const path of paths) hash.update(await readFile(path)).update('\0');
      return hash.digest('hex');
    },
    publish: async () => {
      const settings = await readSettings(files);
      const { version, written } = await keepTrying('publishing the rules', () => publisher.publish(settings), logger, signal);
      if (written > 0) logger.info({ version, rules: settings.rules, partitions: written }, 'rules and settings are published');
    },
  });
}

/** Watches the reference data of the morning. */
export function watchReference(file: string, options: PublishFilesOptions): FileWatch {
  const { logger, signal } = options;
  const publisher = new ReferencePublisher(options);
  return new FileWatch({
    what: 'reference data',
    logger,
    // A whole market's open interest is a large file: it is read only when it is another one.
    identify: async () => {
      const { ino, size, mtimeMs } = await stat(file);
      return `${ino} ${size} ${mtimeMs}`;
    },
    publish: async () => {
      const { hash, lines } = await checkReferenceFile(file).catch(unreadable(file));
      const version = await keepTrying('publishing the reference data', () => publisher.publish(hash, referenceLines(file)), logger, signal);
      if (version !== undefined) logger.info({ version, lines }, 'reference data is published');
    },
  });
}

/** A file that is not there is refused as one that cannot be used. */
const unreadable = (file: string) => (error: unknown): never => {
  if (error instanceof TapewireError) throw error;
  throw new TapewireError('CONFIG_INVALID', `${file}: ${error instanceof Error ? error.message : String(error)}`, { file }, error);
};
