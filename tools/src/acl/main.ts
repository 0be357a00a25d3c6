/** Prints the shipped ACLs for an installation: `npm run acl:kafka -- [PREFIX]`, `npm run acl:redis -- [PREFIX]`. */
import { DEFAULT_PREFIX } from '@tapewire/contracts';
import { kafkaAcls, kafkaAclsArguments } from './kafka-acls.ts';
import { redisUsers } from './redis-users.ts';

const [part, prefix = DEFAULT_PREFIX] = process.argv.slice(2);

if (part === 'kafka') {
  for (const acl of await kafkaAcls(prefix)) console.log(`kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" ${kafkaAclsArguments(acl)}`);
} else if (part === 'redis') {
  const { REDIS_INDEXER_PASSWORD: indexer, GATEWAY_PASSWORD: gateway, ADMIN_PASSWORD: admin } = process.env;
  if (indexer === undefined || gateway === undefined || admin === undefined) {
    process.stderr.write('expected REDIS_INDEXER_PASSWORD, GATEWAY_PASSWORD and ADMIN_PASSWORD to be set\n');
    process.exitCode = 2;
  } else {
    process.stdout.write(await redisUsers(prefix, { 'redis-indexer': indexer, gateway, admin }));
  }
} else {
  process.stderr.write('usage: npm run acl:kafka -- [PREFIX] or npm run acl:redis -- [PREFIX]\n');
  process.exitCode = 2;
}
