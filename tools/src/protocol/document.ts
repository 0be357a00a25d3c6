/** Writes the generated parts of docs/protocol: `npm run docs:protocol`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ANSWER_SHAPES, EVENT_SHAPES, REQUESTS, type RequestName, TRADE_COLUMNS, WIRE_CODES } from '@tapewire/contracts';
import { REPO_ROOT } from '@tapewire/testkit';
import { stringify } from 'yaml';
import { asyncApi } from './async-api.ts';
import { fieldRows } from './shapes.ts';

export const DOCUMENT_FILE: string = join(REPO_ROOT, 'docs', 'protocol', 'v1.md');
export const ASYNC_API_FILE: string = join(REPO_ROOT, 'docs', 'protocol', 'asyncapi.yaml');

const HEAD = ['| field | type | meaning |', '|---|---|---|'];
const ADVICE: Readonly<Record<string, string>> = {
  retry: 'try again', retryElsewhere: 'connect again, to another pod', retryAfter: 'wait `retryAfter` ms, then try again', never: 'don’t try the same again',
};

/** The parts of the document that are made from the contracts, by the name in their markers. */
const PARTS: Readonly<Record<string, () => string>> = {
  requests: () => (Object.keys(REQUESTS) as RequestName[]).map((name) => [
    `#### \`${name}\``, '', 'Request:', '', ...table(fieldRows(REQUESTS[name], 'input')), '', 'Answer:', '', ...table(fieldRows(ANSWER_SHAPES[name], 'output')),
  ].join('\n')).join('\n\n'),
  events: () => Object.entries(EVENT_SHAPES).map(([name, shape]) => [`#### \`${name}\``, '', ...table(fieldRows(shape, 'output'))].join('\n')).join('\n\n'),
  codes: () => ['| code | meaning | what to do |', '|---|---|---|',
    ...Object.entries(WIRE_CODES).map(([code, { advice, meaning }]) => `| \`${code}\` | ${meaning} | ${ADVICE[advice] ?? advice} |`)].join('\n'),
  columns: () => ['| column | type | values |', '|---|---|---|',
    ...TRADE_COLUMNS.map(({ name, type, values }) => `| \`${name}\` | ${type} | ${(values ?? []).map((value) => `\`${value}\``).join(' ')} |`)].join('\n'),
};

const table = (rows: string[]): string[] => (rows.length === 0 ? ['`{}`'] : [...HEAD, ...rows]);

/** A document with its generated parts made anew. */
export function withGeneratedParts(document: string): string {
  return Object.entries(PARTS).reduce((text, [name, make]) => {
    const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`the document has no part between '${begin}' and '${end}'`);
    return `${text.slice(0, from + begin.length)}\n${make()}\n${text.slice(to)}`;
  }, document);
}

/** The AsyncAPI document as YAML. */
export const asyncApiText = (): string => stringify(asyncApi(), { lineWidth: 0, aliasDuplicateObjects: false });

if (process.argv[1] === import.meta.filename) {
  await writeFile(DOCUMENT_FILE, withGeneratedParts(await readFile(DOCUMENT_FILE, 'utf8')));
  await writeFile(ASYNC_API_FILE, asyncApiText());
  console.log(`wrote ${DOCUMENT_FILE} and ${ASYNC_API_FILE}`);
}
