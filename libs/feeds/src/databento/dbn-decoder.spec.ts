import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { sharedData } from '@tapewire/testkit';
import { DbnDecoder } from './dbn-decoder.ts';
import type { DbnRecord } from './dbn-records.ts';

const folder = sharedData('dbn');
const whenShared = folder === undefined ? it.skip : it;
const bytesOf = (name: string): Buffer => {
  const bytes = readFileSync(join(folder ?? '', name));
  return name.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
};
const decode = (bytes: Buffer, step = bytes.length): { records: DbnRecord[]; decoder: DbnDecoder } => {
  const decoder = new DbnDecoder();
  const records: DbnRecord[] = [];
  for (let at = 0; at < bytes.length; at += step) records.push(...decoder.push(bytes.subarray(at, at + step)));
  return { records, decoder };
};

describe('the DBN decoder', () => {
  whenShared('reads the trades of Databento’s own test file', () => {
    const { records, decoder } = decode(bytesOf('test_data.trades.dbn'));
    expect(decoder.metadata).toEqual({ version: 2, dataset: 'GLBX.MDP3', symbols: new Map([[5482, 'ESH1']]) });
    expect(records).toEqual([
      { type: 'trade', rtype: 0, publisher: 1, instrument: 5482, tsEvent: '1609160400098821953', tsRecv: '1609160400099150057', price: 3720.25, size: 5, action: 'T', side: 'A', flags: 129, sequence: 1170380, quote: undefined },
      { type: 'trade', rtype: 0, publisher: 1, instrument: 5482, tsEvent: '1609160400107665963', tsRecv: '1609160400108142648', price: 3720.25, size: 21, action: 'T', side: 'A', flags: 129, sequence: 1170414, quote: undefined },
    ]);
  });

  whenShared('reads consolidated quotes, and both kinds of compression alike', () => {
    const { records } = decode(bytesOf('test_data.cmbp-1.dbn'));
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject({ rtype: 0xb1, action: 'A', side: 'A', price: 3720.5, size: 1, quote: { bid: 3720.25, ask: 3720.5, bidSize: 24, askSize: 11 } });
    expect(decode(bytesOf('test_data.cmbp-1.v2.dbn.zst')).records).toEqual(records);
    expect(decode(bytesOf('test_data.trades.v2.dbn.zst')).records).toEqual(decode(bytesOf('test_data.trades.dbn')).records);
  });

  whenShared('passes over records it has no use for, in versions 2 and 3', () => {
    for (const version of [2, 3]) {
      const { records, decoder } = decode(bytesOf(`test_data.definition.v${version}.dbn.zst`));
      expect(records).toEqual([]);
      expect(decoder.metadata).toMatchObject({ version, dataset: 'XNAS.ITCH' });
      expect(decoder.metadata?.symbols.get(6819)).toBe('MSFT');
    }
  });

  whenShared('gives the same from pieces of any size', () => {
    const bytes = bytesOf('test_data.trades.dbn');
    const whole = decode(bytes).records;
    for (const step of [1, 7, 48, 100, 353]) expect(decode(bytes, step).records).toEqual(whole);
  });

  it('refuses what is no DBN', () => {
    expect(() => decode(Buffer.from('HTTP/1.1 400 Bad Request'))).toThrow('expected DBN version 1 to 3');
  });
});
