/** `tapewire reset`: begins a new epoch. Run it when a stage says that the log contradicts its state, with all stages stopped. */
import { kafkaConfig, loadConfig, prefixField } from '@tapewire/config';
import { names as namesOf, TapewireError } from '@tapewire/contracts';
import { KafkaAdmin, PartitionProducer, resetTape } from '@tapewire/kafka';
import { createLogger } from '@tapewire/telemetry';
import { z } from 'zod';

const USAGE = `Begins a new epoch of the installation that TAPEWIRE_PREFIX names, on KAFKA_BROKERS:
trades, alerts, flow and dead letters are emptied and made again from what the raw log still holds; checkpoints,
Redis and clients' bookmarks no longer count. Stop all normalizers and indexers first.

usage: reset --yes
`;

async function main(args: readonly string[]): Promise<number> {
  if (args.length !== 1 || args[0] !== '--yes') {
    process.stdout.write(USAGE);
    return args.length === 0 || args[0] === '--help' ? 0 : 2;
  }
  const { prefix, kafka } = loadConfig(z.object({ prefix: prefixField, kafka: kafkaConfig }), process.env);
  const names = namesOf(prefix);
  const logger = createLogger('reset', 'silent');
  const settings = { ...kafka, clientId: 'reset' };
  const admin = await KafkaAdmin.connect(settings, logger);
  const producer = await PartitionProducer.connect(settings, logger);
  try {
    const epoch = await resetTape(admin, producer, names);
    process.stdout.write(`Epoch ${epoch.number} of ${prefix} has begun. Start the services again.\n`);
    return 0;
  } finally {
    await producer.close();
    await admin.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof TapewireError && error.code === 'CONFIG_INVALID' ? 2 : 1;
}
