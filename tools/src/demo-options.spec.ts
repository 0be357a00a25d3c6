import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { demoSettings } from './demo-options.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'tapewire-'));
writeFileSync(join(FOLDER, 'day.csv'), '');

describe('demoSettings', () => {
  it('starts the demo market with two gateways at 8080 by itself', () => {
    expect(demoSettings([], FOLDER)).toEqual({ feed: { FEED: 'demo' }, gateways: 2, partitions: 4, port: 8080, keep: false });
  });

  it('finds a file from the folder the command was called in', () => {
    expect(demoSettings(['--feed', './day.csv', '--speed', 'max'], FOLDER)?.feed).toEqual({ FEED: join(FOLDER, 'day.csv'), FEED_SPEED: 'max' });
  });

  it.each([
    [['--feed', 'nowhere'], '--feed must be demo or an existing folder or file, was nowhere'],
    [['--speed', '60'], '--speed only goes with a replay'],
    [['--feed', '.', '--rate', '5'], '--rate only goes with the demo market'],
    [['--feed', '.', '--speed', 'fast'], '--speed must be max or a number above 0, was fast'],
    [['--gateways', '0'], '--gateways must be a whole number from 1 to 16, was 0'],
    [['--shift', 'a day'], '--shift must be a whole number of days, was a day'],
  ])('refuses %j with a reason', (args, message) => {
    expect(() => demoSettings(args, FOLDER)).toThrow(message);
  });
});
