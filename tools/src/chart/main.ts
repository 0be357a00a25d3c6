/** `npm run test:deploy`: the chart's specs with everything that `npm test` leaves out because it has to be downloaded. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { MissingPrerequisite, REPO_ROOT, reportToStderr } from '@tapewire/testkit';
import { kubernetesTools } from './kubernetes-tools.ts';

const SLOWEST_TEST_MS = 120_000;

try {
  const { helm, kubectl } = await kubernetesTools(reportToStderr);
  reportToStderr(`Helm ${helm}, kubectl ${kubectl}`);
  const jest = join(REPO_ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest,
    '--projects', 'tools', '--runInBand', '--verbose', `--testTimeout=${SLOWEST_TEST_MS}`, '--testPathPatterns', join('test', 'chart'), join('test', 'k8s')];
  const child = spawn(process.execPath, args, { cwd: REPO_ROOT, env: { ...process.env, TAPEWIRE_TEST_DEPLOY: 'true' }, stdio: 'inherit' });
  process.exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => { resolve(code ?? 1); }));
} catch (error) {
  console.error(error instanceof MissingPrerequisite ? `test:deploy cannot run: ${error.message}` : error);
  process.exitCode = 1;
}
