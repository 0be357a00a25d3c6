import { canonicalTicker } from '@tapewire/contracts';

const TICKER = /^[A-Z0-9]+(\.[A-Z0-9]+)?$/;
const CONTRACT = /^[A-Z0-9.]{1,8}\d{6}[CP]\d{8}$/;

/** The canonical ticker, `BRK.B`, of what people write: `brk.b`, `BRKB`, `BRK/B`, `BRK-B`, `$NVDA`, `^SPX`. */
export function parseTicker(text: string): string | undefined {
  const ticker = canonicalTicker(text.replace(/^[$^]/, ''));
  return TICKER.test(ticker) ? ticker : undefined;
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
