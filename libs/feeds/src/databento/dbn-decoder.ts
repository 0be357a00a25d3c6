import { type DbnRecord, readMapping, readSystem, readText, readTrade } from './dbn-records.ts';

/** What the header of a DBN stream says. */
export interface DbnMetadata {
  readonly version: number;
  readonly dataset: string;
  /** Symbols by instrument, where the header maps them. */
  readonly symbols: ReadonlyMap<number, string>;
}

const MAGIC = 'DBN';
const PRELUDE_BYTES = 8;
const VERSIONS = [1, 2, 3];
/** Records give their length in words of four bytes. */
const WORD = 4;
const RECORD_HEADER_BYTES = 16;
const SYMBOL_BYTES_V1 = 22;

const FIXED_BYTES = 100;
const SYMBOL_LENGTH_AT = 45;

/**
 * Decodes Databento's binary encoding, versions 1 to 3, from pieces of any size: a header, then records. Layout:
 * databento.com/docs/standards-and-conventions/databento-binary-encoding. Throws a RangeError for bytes that are none.
 */
export class DbnDecoder {
  #rest: Buffer = Buffer.alloc(0);
  #metadata: DbnMetadata | undefined;

  get metadata(): DbnMetadata | undefined {
    return this.#metadata;
  }

  /** Bytes of a record that is not complete yet. */
  get rest(): number {
    return this.#rest.length;
  }

  /** The records that are complete with these bytes; kinds that are of no use here are left out. */
  push(bytes: Buffer): DbnRecord[] {
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    if (this.#metadata === undefined) {
      const length = headerLength(rest);
      if (length === undefined || rest.length < length) {
        this.#rest = rest;
        return [];
      }
      this.#metadata = readMetadata(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    const records: DbnRecord[] = [];
    let at = 0;
    while (at < rest.length) {
      const length = rest.readUInt8(at) * WORD;
      if (length < RECORD_HEADER_BYTES) throw new RangeError(`record length: expected at least ${RECORD_HEADER_BYTES}, was ${length}`);
      if (at + length > rest.length) break;
      const record = readRecord(rest.subarray(at, at + length), this.#metadata.version);
      if (record !== undefined) records.push(record);
      at += length;
    }
    this.#rest = rest.subarray(at);
    return records;
  }
}

function headerLength(bytes: Buffer): number | undefined {
  if (bytes.length < PRELUDE_BYTES) return undefined;
  const magic = bytes.toString('latin1', 0, MAGIC.length);
  const version = bytes.readUInt8(MAGIC.length);
  if (magic !== MAGIC || !VERSIONS.includes(version)) throw new RangeError(`header: expected DBN version 1 to 3, was ${JSON.stringify(magic)} ${version}`);
  return PRELUDE_BYTES + bytes.readUInt32LE(WORD);
}

function readMetadata(header: Buffer): DbnMetadata {
  const version = header.readUInt8(MAGIC.length);
  const body = header.subarray(PRELUDE_BYTES);
  const width = version === 1 ? SYMBOL_BYTES_V1 : body.readUInt16LE(SYMBOL_LENGTH_AT);
  let at = FIXED_BYTES + WORD;
  const count = (): number => {
    const value = body.readUInt32LE(at);
    at += WORD;
    return value;
  };
  const symbol = (): string => {
    at += width;
    return readText(body, at - width, width);
  };
  // The symbols asked for, and those found in part or not at all: their names are not needed.
  for (let list = 0; list < 3; list++) {
    const names = count();
    at += names * width;
  }
  const symbols = new Map<number, string>();
  for (let mappings = count(); mappings > 0; mappings--) {
    const raw = symbol();
    for (let intervals = count(); intervals > 0; intervals--) {
      at += 2 * WORD;
      const instrument = Number(symbol());
      if (!Number.isInteger(instrument)) continue;
      // Instruments may be named anew each day, and records say nothing of the day's name.
      const before = symbols.get(instrument);
      if (before !== undefined && before !== raw) throw new RangeError(`one that names instrument ${instrument} both ${before} and ${raw}: days of one file differ`);
      symbols.set(instrument, raw);
    }
  }
  return { version, dataset: readText(body, 0, 16), symbols };
}

const TRADE = 0x00;
const ERROR = 0x15;
const MAPPING = 0x16;
const SYSTEM = 0x17;
const CMBP_1 = 0xb1;
const TCBBO = 0xc2;

function readRecord(record: Buffer, version: number): DbnRecord | undefined {
  switch (record.readUInt8(1)) {
    case TRADE:
      return readTrade(record, false);
    case CMBP_1:
    case TCBBO:
      return readTrade(record, true);
    case MAPPING:
      return readMapping(record, version);
    case ERROR:
      return { type: 'error', text: readText(record, RECORD_HEADER_BYTES, record.length - RECORD_HEADER_BYTES) };
    case SYSTEM:
      return readSystem(record);
    default:
      return undefined;
  }
}
