/** `npm run audit`: known faults of the packages that reach production end it with 1. A registry without advisories is said, not failed. */
import { spawnSync } from 'node:child_process';

const { status, stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--loglevel=error'], { encoding: 'utf8' });
if (status === 0) {
  console.log('dependency audit: nothing of severity high or above');
} else if (/audit endpoint returned an error|ENOTFOUND|ECONNREFUSED|ETIMEDOUT/.test(stderr)) {
  console.log('dependency audit skipped: this registry does not tell advisories');
} else {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = 1;
}
