import type { Settlement } from '@tapewire/contracts';
import { expirationKind, settlementInstant, settlementOf } from '../calendar/expirations.ts';
import { type SessionClass, sessionClass } from '../calendar/sessions.ts';
import { type OptionContract, parseSymbol } from '../symbols/osi.ts';
import type { StateChunk } from './chunks.ts';
import { SymbolTable } from './symbol-table.ts';

/** A contract that has traded, and what follows from its symbol and the reference data. */
export interface TradedContract extends OptionContract {
  readonly number: number;
  readonly sessions: SessionClass;
  readonly settle: Settlement;
  readonly expKind: ReturnType<typeof expirationKind>;
  /** Epoch ms. */
  readonly settlesAt: number;
  /** Undefined for an adjusted root that reference data does not tell. */
  readonly multiplier: number | undefined;
}

const STANDARD_MULTIPLIER = 100;

/** The contracts a partition has heard of, by number. What is derived from symbols is worked out when one first trades. */
export class ContractBook {
  readonly #symbols = new SymbolTable('contracts');
  readonly #traded: (TradedContract | undefined)[] = [];
  readonly #roots = new Map<string, string>();
  readonly #multipliers = new Map<string, number>();

  get size(): number {
    return this.#symbols.size;
  }

  /** The number of a contract, given now if it has none. */
  number(symbol: string): number {
    return this.#symbols.number(symbol);
  }

  /** A contract that trades; undefined when the symbol cannot be read. */
  traded(symbol: string): TradedContract | undefined {
    const known = this.#symbols.find(symbol);
    const found = known === undefined ? undefined : this.#traded[known];
    if (found !== undefined) return found;
    const parsed = parseSymbol(symbol, this.#roots);
    if (parsed === undefined) return undefined;
    const number = this.#symbols.number(parsed.contract);
    const settle = settlementOf(parsed.root);
    const contract: TradedContract = {
      ...parsed,
      number,
      sessions: sessionClass(parsed.root),
      settle,
      expKind: expirationKind(parsed.expDay, parsed.root),
      settlesAt: settlementInstant(parsed.expDay, settle),
      multiplier: this.#multipliers.get(parsed.root) ?? (parsed.adjusted ? undefined : STANDARD_MULTIPLIER),
    };
    this.#traded[number] = contract;
    return contract;
  }

  /** The contract of a number that was given. */
  byNumber(number: number): TradedContract | undefined {
    const symbol = this.#symbols.text(number);
    return symbol === undefined ? undefined : this.traded(symbol);
  }

  setRoot(root: string, underlying: string): void {
    this.#roots.set(root, underlying);
    this.#forget(root);
  }

  setMultiplier(root: string, multiplier: number): void {
    this.#multipliers.set(root, multiplier);
    this.#forget(root);
  }

  #forget(root: string): void {
    for (const [n, contract] of this.#traded.entries()) {
      if (contract?.root === root) this.#traded[n] = undefined;
    }
  }

  *snapshot(): Iterable<StateChunk> {
    yield { key: 'roots', bytes: JSON.stringify({ roots: [...this.#roots], multipliers: [...this.#multipliers] }) };
    yield* this.#symbols.snapshot();
  }

  load(chunk: StateChunk): void {
    if (chunk.key !== 'roots') {
      this.#symbols.load(chunk);
      return;
    }
    const saved = JSON.parse(chunk.bytes) as { roots: [string, string][]; multipliers: [string, number][] };
    for (const [root, underlying] of saved.roots) this.#roots.set(root, underlying);
    for (const [root, multiplier] of saved.multipliers) this.#multipliers.set(root, multiplier);
  }
}
