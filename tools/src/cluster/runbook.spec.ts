import { expect, test } from '@jest/globals';
import { commandsOf } from './runbook.ts';

test('commands are those of the section, in the namespace of the test', () => {
  const page = '# Page\n\n```sh\nfirst\n```\n\n## Other\n\ntext\n\n```sh\nkubectl -n tapewire scale deploy/x --replicas=2\n```\n';
  expect(commandsOf(page, 'Other', 'mine')).toBe('kubectl -n mine scale deploy/x --replicas=1\n');
  expect(() => commandsOf(page, 'Missing', 'mine')).toThrow('Missing: expected commands, were none');
});
