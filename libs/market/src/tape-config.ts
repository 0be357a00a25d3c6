/** What an installation sets; all of it can be replaced by `config` records in the raw log. */
export interface TapeConfig {
  /** Premium in US dollars from which a print carries the flag `large`. */
  readonly largePremium: number;
}

export const DEFAULT_TAPE_CONFIG: TapeConfig = { largePremium: 100_000 };
