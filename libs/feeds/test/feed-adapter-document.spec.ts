import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { alpacaLive, CODECS, databentoLive, dxfeedLive, FEED_LACKS, massiveLive, thetadataLive, tradierLive, type VendorProtocol } from '@tapewire/feeds';

const document = readFileSync(new URL('../../../docs/specs/feed-adapter.md', import.meta.url), 'utf8');
const common = { contracts: [], quotes: true, delay: 0 };
const PROTOCOLS: Readonly<Record<string, VendorProtocol>> = {
  alpaca: alpacaLive({ ...common, key: '', secret: '' }),
  databento: databentoLive({ ...common, apiKey: '' }),
  dxfeed: dxfeedLive({ ...common, token: '' }),
  massive: massiveLive({ ...common, apiKey: '' }),
  thetadata: thetadataLive(),
  tradier: tradierLive(common),
};

it.each(Object.entries(PROTOCOLS))('the specification names what %s cannot know, and how it goes on after a gap', (name, protocol) => {
  const cells = document.split('\n').find((line) => line.startsWith(`| \`${name}\``))?.split('|').map((cell) => cell.trim());
  expect(cells?.[5]).toBe(protocol.info.lacks.join(', '));
  expect(protocol.info.lacks.every((lack) => FEED_LACKS.some((known) => known === lack))).toBe(true);
  expect(cells?.[4]?.startsWith('replayed')).toBe(protocol.overlap !== undefined);
  expect(CODECS.has(protocol.source)).toBe(true);
});

it('the specification says that trades without quotes lack them, when quotes are not read', () => {
  for (const [name, protocol] of Object.entries({ alpaca: alpacaLive({ ...common, quotes: false, key: '', secret: '' }), massive: massiveLive({ ...common, quotes: false, apiKey: '' }) })) {
    expect([name, protocol.info.lacks]).toEqual([name, [...(PROTOCOLS[name]?.info.lacks ?? []), 'quotes']]);
  }
});
