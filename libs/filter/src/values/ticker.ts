/** Roots that OPRA writes without the dot of their share class. */
const SHARE_CLASSES: ReadonlyMap<string, string> = new Map(
  ['BF.A', 'BF.B', 'BRK.A', 'BRK.B', 'CWEN.A', 'GEF.B', 'HEI.A', 'HUB.B', 'LEN.B', 'LGF.A', 'LGF.B', 'MOG.A', 'RDS.A', 'RDS.B', 'UHAL.B']
    .map((ticker) => [ticker.replace('.', ''), ticker]),
);
const TICKER = /^[A-Z0-9]+(\.[A-Z0-9]+)?$/;
const CONTRACT = /^[A-Z0-9.]{1,8}\d{6}[CP]\d{8}$/;

/** The canonical ticker, `BRK.B`, of what people write: `brk.b`, `BRKB`, `BRK/B`, `BRK-B`, `$NVDA`, `^SPX`. */
export function parseTicker(text: string): string | undefined {
  const ticker = text.toUpperCase().replace(/^[$^]/, '').replace(/[ /-]/, '.');
  if (!TICKER.test(ticker)) return undefined;
  return SHARE_CLASSES.get(ticker) ?? ticker;
}

/** An option root as OPRA writes it: upper case, no dot. */
export function parseRoot(text: string): string | undefined {
  const root = text.toUpperCase().replace(/^[$^]/, '').replace(/[ ./-]/, '');
  return TICKER.test(root) ? root : undefined;
}

/** An OSI symbol without padding and without a vendor's `O:`. */
export function parseContract(text: string): string | undefined {
  const contract = text.toUpperCase().replace(/^O:/, '').replace(/\s+/g, '');
  return CONTRACT.test(contract) ? contract : undefined;
}
