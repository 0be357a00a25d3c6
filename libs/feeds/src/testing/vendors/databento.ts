import { createHash } from 'node:crypto';
import type { Frame } from '../../live/protocol.ts';
import { TcpVendor } from '../tcp-vendor.ts';
import type { SamplePrint, VendorModel, VendorScript } from '../vendor.ts';

const KEY = 'db-0123456789abcdefghijklmnopqrs';
const INSTRUMENT = 7;
const CBOE = 22;
const ROOT_WIDTH = 6;
const AFTER_ROOT = 15;
const NANOS = 1_000_000n;
const DEFAULT_TS = 1_795_444_200_000;

/** The header of a DBN stream or file, version 3, that maps one instrument if told to. */
export function dbnHeader(symbol?: string, schema = 'tcbbo'): Buffer {
  const width = 71;
  const mapping = symbol === undefined ? 0 : width + 4 + 8 + width;
  const bytes = Buffer.alloc(8 + 100 + 4 * 5 + mapping);
  bytes.write('DBN', 'latin1');
  bytes.writeUInt8(3, 3);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('OPRA.PILLAR', 8, 'latin1');
  bytes.writeUInt16LE(schema === 'tcbbo' ? 0 : 4, 8 + 16);
  bytes.writeUInt16LE(width, 8 + 45);
  if (symbol === undefined) return bytes;
  const at = 8 + 100 + 4 * 4;
  bytes.writeUInt32LE(1, at);
  bytes.write(symbol, at + 4, 'latin1');
  bytes.writeUInt32LE(1, at + 4 + width);
  bytes.write(String(INSTRUMENT), at + 4 + width + 4 + 8, 'latin1');
  return bytes;
}

function recordHeader(length: number, rtype: number, ts: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt8(length / 4, 0);
  bytes.writeUInt8(rtype, 1);
  bytes.writeUInt16LE(CBOE, 2);
  bytes.writeUInt32LE(INSTRUMENT, 4);
  bytes.writeBigUInt64LE(BigInt(ts) * NANOS, 8);
  return bytes;
}

function mapping(symbol: string): Buffer {
  const bytes = recordHeader(176, 0x16, DEFAULT_TS);
  bytes.write(symbol, 16 + 1 + 71 + 1, 'latin1');
  return bytes;
}

const REPLAY_COMPLETED = 3;

function system(text: string, code: number): Buffer {
  const bytes = recordHeader(320, 0x17, DEFAULT_TS);
  bytes.write(text, 16, 'latin1');
  bytes.writeUInt8(code, 319);
  return bytes;
}

/** A trade with the quote before it, or with another action an update of the quote. */
export function dbnTcbbo({ size, ts }: SamplePrint, price = 1_540_000_000n, action = 'T'): Buffer {
  const bytes = recordHeader(80, 0xc2, ts);
  bytes.writeBigInt64LE(price, 16);
  bytes.writeUInt32LE(size, 24);
  bytes.write(`${action}B`, 28, 'latin1');
  bytes.writeBigUInt64LE(BigInt(ts) * NANOS, 32);
  bytes.writeBigInt64LE(1_530_000_000n, 48);
  bytes.writeBigInt64LE(1_540_000_000n, 56);
  bytes.writeUInt32LE(10, 64);
  bytes.writeUInt32LE(20, 68);
  return bytes;
}

const REFUSALS = {
  badKey: 'success=0|error=Authentication failed.\n',
  tooManyConnections: 'success=0|error=User has reached their open connection limit\n',
  rateLimited: 'success=0|error=Connection rate limit exceeded\n',
};

/** Databento's live gateway, which replays from the time that a subscription names. */
export function databentoVendor(osi: string): VendorModel {
  const symbol = osi.slice(0, -AFTER_ROOT).padEnd(ROOT_WIDTH) + osi.slice(-AFTER_ROOT);
  let start: number | undefined;
  const script: VendorScript = {
    greet: () => ['lsg_version=0.6.2\ncram=challenge\n'],
    answer: (frame, refuse): readonly Frame[] => {
      const line = frame.toString();
      if (line === 'start_session') return [Buffer.concat([dbnHeader(), mapping(symbol)])];
      const nanos = /\|start=(\d+)/.exec(line)?.[1];
      if (line.startsWith('schema=')) start = nanos === undefined ? undefined : Number(BigInt(nanos) / NANOS);
      if (!line.startsWith('auth=')) return [];
      if (refuse !== undefined) return [REFUSALS[refuse]];
      const expected = createHash('sha256').update(`challenge|${KEY}`).digest('hex');
      return [line.startsWith(`auth=${expected}-opqrs|dataset=OPRA.PILLAR|`) ? 'success=1|session_id=5\n' : REFUSALS.badKey];
    },
    isSubscription: (frame) => frame.toString() === 'start_session',
    again: (_frame, printed) => {
      const from = start;
      return from === undefined ? { prints: [] } : { prints: printed.filter(({ ts }) => ts >= from), done: system('Finished tcbbo replay', REPLAY_COMPLETED) };
    },
    trades: (prints) => [Buffer.concat(prints.map((print) => dbnTcbbo(print)))],
    quote: () => dbnTcbbo({ size: 1, ts: DEFAULT_TS }, 0n, 'M'),
    heartbeat: () => system('Heartbeat', 0),
    malformed: Buffer.alloc(16),
    unreadable: dbnTcbbo({ size: 9, ts: DEFAULT_TS }, 2n ** 63n - 1n),
  };
  return {
    feed: 'databento', settings: { FEED_KEY: KEY }, script,
    start: (port) => TcpVendor.start(script, port),
    url: (port) => `tcp://127.0.0.1:${port}`,
  };
}
