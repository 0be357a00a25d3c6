import { TAPE_COLUMNS } from './columns.ts';
import type { Print } from './print.ts';

const quoted = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  // A leading sign would make a spreadsheet run the cell as a formula; numbers may have one.
  const safe = typeof value === 'string' && /^[=+@-]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Prints as CSV: every column of the tape, contract and id first; times in ISO form, what is not known empty. */
export function toCsv(prints: readonly Print[]): string {
  const header = ['id', 'contract', ...TAPE_COLUMNS.map((column) => column.id)].join(',');
  const lines = prints.map((print) => [print.id, print.contract, ...TAPE_COLUMNS.map((column) => column.value(print))].map(quoted).join(','));
  return `${[header, ...lines].join('\n')}\n`;
}

/** One print in words, for a chat. */
export function inWords(print: Print): string {
  const at = { aboveAsk: 'above ask', ask: 'at ask', mid: 'mid', bid: 'at bid', belowBid: 'below bid' }[print.side] ?? '';
  const quote = print.bid === null || print.ask === null ? '' : ` (${print.bid.toFixed(2)} × ${print.ask.toFixed(2)})`;
  const money = print.premium === null ? '' : ` $${Math.round(print.premium).toLocaleString('en-US')}`;
  return `${print.underlying} ${print.exp} ${print.strike}${print.right} ${print.size} @ ${print.price.toFixed(2)}${at === '' ? '' : ` ${at}`}${quote}${money}${print.flags.length > 0 ? ` [${print.flags.join(', ')}]` : ''}`;
}

export function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
