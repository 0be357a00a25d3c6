import type { ValueNode } from './values-comments.ts';

const INTRODUCTION = `# tapewire

Every US option trade, the moment it prints: feed-ingestor, normalizer, redis-indexer, gateways and the page, in your own
Kubernetes. This file is generated from values.yaml (\`npm run docs:chart\`).

\`\`\`sh
helm install tapewire helm/tapewire --namespace tapewire --create-namespace   # an evaluation: Kafka, Redis, a demo market
helm test tapewire --namespace tapewire                                      # connects, subscribes, sees a trade
\`\`\`

Kubernetes 1.31 or newer, Helm 4 (tried with 4.1.4). Topologies to start from are in [ci/](ci): \`evaluation\`, \`production\` (own Kafka,
Redis and sign-in), \`keda\`, \`delayed-only\`, \`minimal\`. Installing, upgrading and sizing: [docs/deployment.md](../../docs/deployment.md).

## Values

Sections refuse keys that are not listed here. Objects of Kubernetes (resources, affinity, …) are passed on as they are.

| value | meaning | default |
|---|---|---|
`;

const OUTRO = `
The sections \`feedIngestor\`, \`normalizer\`, \`redisIndexer\`, \`gateway\`, \`web\` and \`webhook\` also take each key of \`pod\`.

## Upgrading to a new major version

Minor versions change no name and no meaning. A major version may; its entry in CHANGELOG.md lists what to change in your
values, and \`helm upgrade --dry-run=server\` shows what would happen. The schema refuses values that no longer exist, so nothing
is dropped in silence. Partitions change only as a new epoch (docs/runbooks).
`;

/** README.md of the chart. */
export const chartReadme = (values: readonly ValueNode[]): string => `${INTRODUCTION}${values.flatMap(rows).join('\n')}\n${OUTRO}`;

function rows({ path, doc, value, children }: ValueNode): string[] {
  if (children !== undefined) return children.flatMap(rows);
  return [`| \`${path.join('.')}\` | ${doc.replaceAll('|', '\\|')} | \`${JSON.stringify(value).replaceAll('|', '\\|')}\` |`];
}
