import { createHash } from 'node:crypto';
import { databentoLive, tcpTransport } from '@tapewire/feeds';
import { describeAdapter } from './adapter-contract.ts';
import { MockTcpVendor, type TcpScript } from './mock-tcp-vendor.ts';

const KEY = 'db-0123456789abcdefghijklmnopqrs';
const INSTRUMENT = 7;
const NANOS = 1_795_444_200_000_000_000n;

/** A header of version 3 that names nothing. */
function header(): Buffer {
  const bytes = Buffer.alloc(8 + 100 + 4 * 5);
  bytes.write('DBN', 'latin1');
  bytes.writeUInt8(3, 3);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('OPRA.PILLAR', 8, 'latin1');
  bytes.writeUInt16LE(71, 8 + 45);
  return bytes;
}

function recordHeader(bytes: Buffer, rtype: number): Buffer {
  bytes.writeUInt8(bytes.length / 4, 0);
  bytes.writeUInt8(rtype, 1);
  bytes.writeUInt16LE(22, 2);
  bytes.writeUInt32LE(INSTRUMENT, 4);
  bytes.writeBigUInt64LE(NANOS, 8);
  return bytes;
}

function mapping(): Buffer {
  const bytes = recordHeader(Buffer.alloc(176), 0x16);
  bytes.write('SPY   261218C00700000', 16 + 1 + 71 + 1, 'latin1');
  return bytes;
}

function tcbbo(size: number, price: bigint, action = 'T'): Buffer {
  const bytes = recordHeader(Buffer.alloc(80), 0xc2);
  bytes.writeBigInt64LE(price, 16);
  bytes.writeUInt32LE(size, 24);
  bytes.write(`${action}B`, 28, 'latin1');
  bytes.writeBigUInt64LE(NANOS + BigInt(size), 32);
  bytes.writeBigInt64LE(1_530_000_000n, 48);
  bytes.writeBigInt64LE(1_540_000_000n, 56);
  bytes.writeUInt32LE(10, 64);
  bytes.writeUInt32LE(20, 68);
  return bytes;
}

const script: TcpScript = {
  greet: () => 'lsg_version=0.6.2\ncram=challenge\n',
  answer: (line, refuse) => {
    if (line === 'start_session') return { say: Buffer.concat([header(), mapping()]), serve: true };
    if (!line.startsWith('auth=')) return {};
    const expected = createHash('sha256').update(`challenge|${KEY}`).digest('hex');
    if (refuse === 'tooManyConnections') return { say: 'success=0|error=User has reached their open connection limit\n' };
    return { say: refuse === undefined && line.startsWith(`auth=${expected}-opqrs|dataset=OPRA.PILLAR|`) ? 'success=1|session_id=5\n' : 'success=0|error=Authentication failed.\n' };
  },
};

describeAdapter({
  name: 'Databento',
  protocol: databentoLive({ apiKey: KEY, contracts: [] }),
  script: {
    trades: (numbers) => Buffer.concat(numbers.map((size) => tcbbo(size, 1_540_000_000n))),
    quote: () => tcbbo(1, 0n, 'M'),
    malformed: Buffer.alloc(16),
    unreadable: tcbbo(9, 2n ** 63n - 1n),
  },
  start: (port) => MockTcpVendor.start(script, port),
  transport: (port) => tcpTransport('127.0.0.1', port),
  isBinary: true,
});
