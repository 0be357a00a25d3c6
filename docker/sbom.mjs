/**
 * The components that are installed in ./node_modules, as CycloneDX on stdout, from npm's own record of what it installed.
 * (`npm sbom --workspace` leaves out what is hoisted to the root.)
 */
import { readFileSync } from 'node:fs';

const [name, version] = process.argv.slice(2);
const { packages } = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8'));
const installed = Object.entries(packages).filter(([path, { link, version: v }]) => path.includes('node_modules/') && !link && v !== undefined);
const components = installed.map(([path, { version: v, license, integrity }]) => {
  const component = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const [algorithm, hash] = (integrity ?? '').split('-');
  return {
    type: 'library',
    name: component,
    version: v,
    purl: `pkg:npm/${component.replace('@', '%40')}@${v}`,
    ...(license === undefined ? {} : { licenses: [/ |\(/.test(license) ? { expression: license } : { license: { name: license } }] }),
    ...(algorithm === 'sha512' ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }] } : {}),
  };
});
components.push({ type: 'application', name: 'node', version: process.versions.node, purl: `pkg:generic/node@${process.versions.node}` });
const metadata = { component: { type: 'application', name, version } };
process.stdout.write(`${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata, components }, null, 2)}\n`);
