/**
 * Sets the fewest gateway pods of an autoscaler, before the open and after the close: run by the chart's CronJobs inside the
 * cluster, as the pod's service account.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { isTradingDay, newYorkDay } from '@tapewire/market';

const ACCOUNT = process.env['SERVICE_ACCOUNT_DIR'] ?? '/var/run/secrets/kubernetes.io/serviceaccount';
const USAGE = 'usage: floor --namespace NAME --hpa NAME --replicas N [--trading-days-only]\n';
const TIMEOUT_MS = 20_000;

interface Floor {
  readonly namespace: string;
  readonly hpa: string;
  readonly replicas: number;
}

function read(args: readonly string[]): (Floor & { readonly tradingDaysOnly: boolean }) | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'namespace': { type: 'string' }, 'hpa': { type: 'string' }, 'replicas': { type: 'string' }, 'trading-days-only': { type: 'boolean' },
    },
  });
  const replicas = Number(values.replicas);
  if (values.namespace === undefined || values.hpa === undefined || !Number.isSafeInteger(replicas) || replicas < 1) return undefined;
  return { namespace: values.namespace, hpa: values.hpa, replicas, tradingDaysOnly: values['trading-days-only'] === true };
}

/** The API server's certificate authority reaches Node by NODE_EXTRA_CA_CERTS. */
async function setFloor({ namespace, hpa, replicas }: Floor): Promise<void> {
  const host = `${process.env['KUBERNETES_SERVICE_HOST'] ?? 'kubernetes.default.svc'}:${process.env['KUBERNETES_SERVICE_PORT'] ?? '443'}`;
  const answer = await fetch(`https://${host}/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/${hpa}`, {
    method: 'PATCH',
    headers: {
      'authorization': `Bearer ${(await readFile(`${ACCOUNT}/token`, 'utf8')).trim()}`,
      'content-type': 'application/merge-patch+json',
    },
    body: JSON.stringify({ spec: { minReplicas: replicas } }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`${hpa}: the API server answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
}

try {
  const floor = read(process.argv.slice(2));
  if (floor === undefined) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
  } else if (floor.tradingDaysOnly && !isTradingDay(newYorkDay(Date.now()))) {
    process.stdout.write('no trading day: nothing changed\n');
  } else {
    await setFloor(floor);
    process.stdout.write(`${floor.hpa}: at least ${floor.replicas} pods\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
