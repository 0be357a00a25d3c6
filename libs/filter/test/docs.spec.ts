import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TRADE_COLUMNS } from '@tapewire/contracts';
import { FIELDS, operatorsOf, parseFilter } from '@tapewire/filter';
import { REPO_ROOT } from '@tapewire/testkit';

const PAGE = join(REPO_ROOT, 'docs', 'filters.md');
const TABLE = /(<!-- fields:start -->\n)[^]*?(<!-- fields:end -->)/;

const typeOf = ({ type, values }: (typeof FIELDS)[number]): string => (values === undefined ? type : `${type}: ${values.map((value) => `\`${value}\``).join(' ')}`);

const fieldTable = (): string =>
  [
    '| field | type | absent | meaning | example |',
    '|---|---|---|---|---|',
    ...FIELDS.map((field) => {
      const names = [field.name, ...(field.aliases ?? [])].map((name) => `\`${name}\``).join(', ');
      return `| ${names} | ${typeOf(field)} | ${field.absent ? 'maybe' : 'never'} | ${field.meaning} | \`${field.example}\` |`;
    }),
  ].join('\n');

describe('docs/filters.md', () => {
  it('has the table of the fields as they are; WRITE_DOCS=1 writes it', async () => {
    const page = await readFile(PAGE, 'utf8');
    const expected = page.replace(TABLE, (_, start: string, end: string) => `${start}${fieldTable()}\n${end}`);
    if (process.env['WRITE_DOCS'] === '1') await writeFile(PAGE, expected);
    else expect(page).toBe(expected);
  });

  it('has a field for every column of a trade', () => {
    expect(new Set(FIELDS.map(({ name }) => name))).toEqual(new Set([...TRADE_COLUMNS.map(({ name }) => name), 'time']));
  });

  it.each(FIELDS)('has an example for $name that is understood and is about it', ({ name, example, aliases = [] }) => {
    const parsed = parseFilter(example);
    expect(parsed).toMatchObject({ ok: true });
    expect([name, ...aliases].some((written) => example.includes(written))).toBe(true);
    expect(parsed.ok && parsed.filter.canonical).toContain(name);
  });

  it('lists operators that each field takes', () => {
    for (const field of FIELDS) {
      const value = field.example.split(/[:<>=]+/).at(1)?.split(/[,]|\.\./)[0] ?? '';
      const written = value === 'oi' ? '5' : field.type === 'time' ? '09:30' : field.type === 'instant' ? '5' : value;
      for (const operator of operatorsOf(field)) expect([field.name, operator, parseFilter(`${field.name}${operator}${written}`).ok]).toEqual([field.name, operator, true]);
    }
  });

  it('has filters that are understood', async () => {
    const page = await readFile(PAGE, 'utf8');
    const blocks = [...page.matchAll(/```filter\n([^]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
    expect(blocks.length).toBeGreaterThan(0);
    for (const text of blocks) expect([text, parseFilter(text).ok]).toEqual([text, true]);
  });
});
