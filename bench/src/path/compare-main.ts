/** `npm run bench:compare -- A.json B.json`: the ratios of two reports of `npm run bench`. */
import { readFile } from 'node:fs/promises';
import { printComparison } from './compare.ts';
import type { PathReport } from './report.ts';

const [before, after] = process.argv.slice(2);
if (before === undefined || after === undefined) {
  console.log('npm run bench:compare -- <before>.json <after>.json');
  process.exit(2);
}
const read = async (file: string): Promise<PathReport> => JSON.parse(await readFile(file, 'utf8')) as PathReport;
process.exitCode = printComparison(await read(before), await read(after));
