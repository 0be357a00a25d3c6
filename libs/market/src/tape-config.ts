/** What an installation sets; all of it can be replaced by `config` records in the raw log. */
export interface TapeConfig {
  /** Premium in US dollars from which a print carries the flag `large`. */
  readonly largePremium: number;
  /** Interest rate (0.04 = 4 %) for volatility and Greeks until reference data tells one. */
  readonly rate: number;
}

export const DEFAULT_TAPE_CONFIG: TapeConfig = { largePremium: 100_000, rate: 0 };
