import { TapewireError } from '@tapewire/contracts';
import { z } from 'zod';

const dollars = z.number().min(0);
const milliseconds = z.int().min(0);
const contracts = z.int().min(1);

/** When prints count as one order; times in milliseconds of the source. */
const windows = z.strictObject({
  /** Longest pause within an order of one contract. */
  orderGap: milliseconds,
  /** Longest life of an order. */
  orderLife: milliseconds,
  /** Longest pause between the legs of a package. */
  legGap: milliseconds,
  /** After the opening, sweeps and packages are not inferred for this long. */
  quiet: milliseconds,
});
/** Repeated hits: `count` orders of at least `premium` each within `within` ms. */
const repeat = z.strictObject({ count: z.int().min(2).max(100), within: milliseconds, premium: dollars });
const block = z.strictObject({ size: contracts, premium: dollars });
const unusual = z.strictObject({ volume: contracts, oi: contracts, price: dollars, volOi: z.number().min(0), premium: dollars });
const golden = z.strictObject({ premium: dollars });

export type WindowSettings = z.output<typeof windows>;
export type RepeatSettings = z.output<typeof repeat>;

/** What an installation sets; meanings in docs/enrichment.md. */
export interface TapeConfig {
  /** Premium in US dollars from which a print carries the flag `large`. */
  readonly largePremium: number;
  /** Interest rate (0.04 = 4 %) for volatility and Greeks until reference data tells one. */
  readonly rate: number;
  /** Prints of a partition that cancels and corrections can reach back to. */
  readonly printsKept: number;
  readonly windows: WindowSettings;
  readonly repeat: RepeatSettings;
  readonly block: z.output<typeof block>;
  readonly unusual: z.output<typeof unusual>;
  readonly golden: z.output<typeof golden>;
}

export const DEFAULT_TAPE_CONFIG: TapeConfig = {
  largePremium: 100_000,
  rate: 0,
  printsKept: 25_000,
  windows: { orderGap: 500, orderLife: 5_000, legGap: 10, quiet: 5_000 },
  repeat: { count: 4, within: 600_000, premium: 10_000 },
  block: { size: 250, premium: 100_000 },
  unusual: { volume: 500, oi: 100, price: 0.1, volOi: 1.25, premium: 25_000 },
  golden: { premium: 1_000_000 },
};

/** What a `config` record may set: any of the tape's settings, the root map, and the alert rules. */
export const tapeSettings = z.strictObject({
  largePremium: dollars.optional(),
  rate: z.number().min(-0.1).max(1).optional(),
  printsKept: z.int().min(0).max(10_000_000).optional(),
  windows: windows.partial().optional(),
  repeat: repeat.partial().optional(),
  block: block.partial().optional(),
  unusual: unusual.partial().optional(),
  golden: golden.partial().optional(),
  roots: z.record(z.string().regex(/^[A-Z0-9]{1,6}$/), z.string().min(1).max(16)).optional(),
  rules: z.unknown().optional(),
});
export type TapeSettings = z.output<typeof tapeSettings>;

/** Reads the settings of a `config` record; throws CONFIG_INVALID naming the field, what it was and what was expected. */
export function parseTapeSettings(config: unknown): TapeSettings {
  const parsed = tapeSettings.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new TapewireError('CONFIG_INVALID', `config${path === '' ? '' : `.${path}`}: ${issue?.message ?? 'not understood'}`, { path });
}

/** The installation's settings with what a `config` record changes. */
export function withSettings(base: TapeConfig, settings: TapeSettings): TapeConfig {
  return {
    largePremium: settings.largePremium ?? base.largePremium,
    rate: settings.rate ?? base.rate,
    printsKept: settings.printsKept ?? base.printsKept,
    windows: merge(base.windows, settings.windows),
    repeat: merge(base.repeat, settings.repeat),
    block: merge(base.block, settings.block),
    unusual: merge(base.unusual, settings.unusual),
    golden: merge(base.golden, settings.golden),
  };
}

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

function merge<T extends object>(base: T, change: Loose<T> | undefined): T {
  const known = Object.entries(change ?? {}).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(known) };
}
