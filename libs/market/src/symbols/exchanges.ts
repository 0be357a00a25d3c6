/** OPRA participants: letter → name (specification 6.4a). */
export const EXCHANGES: ReadonlyMap<string, string> = new Map([
  ['A', 'NYSE American'], ['B', 'BOX'], ['C', 'Cboe'], ['D', 'MIAX Emerald'], ['E', 'Cboe EDGX'], ['G', 'MX2'],
  ['H', 'Nasdaq GEMX'], ['I', 'Nasdaq ISE'], ['J', 'Nasdaq MRX'], ['M', 'MIAX'], ['N', 'NYSE Arca'], ['O', 'OPRA'],
  ['P', 'MIAX Pearl'], ['Q', 'Nasdaq NOM'], ['S', 'MIAX Sapphire'], ['T', 'Nasdaq BX'], ['U', 'MEMX'], ['V', 'IEX'],
  ['W', 'Cboe C2'], ['X', 'Nasdaq PHLX'], ['Z', 'Cboe BZX'],
]);

const MASSIVE_BASE = 300;

/** Massive's exchange id (300 + place of the letter in the alphabet) as OPRA letter; undefined for ids that are none. */
export function massiveExchange(id: number): string | undefined {
  const letter = String.fromCharCode(65 + id - MASSIVE_BASE);
  return EXCHANGES.has(letter) ? letter : undefined;
}
