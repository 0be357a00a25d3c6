import { REPO_ROOT, runCommand, type Report } from '@tapewire/testkit';

/** No Nx process may outlive the command, and its output must not take over the terminal. */
const NX_ENV = { NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' };

/** Runs a target of Nx over all projects or the given ones; what Nx remembers of earlier runs is not done again. */
export function runTarget(target: string, what: string, report: Report, projects: readonly string[] = []): Promise<string> {
  const only = projects.length === 0 ? [] : ['--projects', projects.join(',')];
  const args = ['run-many', '--target', target, ...only, '--parallel', '2', '--output-style', 'static'];
  return runCommand('nx', args, {
    what,
    report,
    cwd: REPO_ROOT,
    env: NX_ENV,
    detail: (output) => `${output.split('> nx run ').length - 1} projects`,
  });
}
