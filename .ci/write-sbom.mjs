// Prints the packages that ship, with versions, digests and licences, as CycloneDX.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shippedPaths } from './ships.mjs';

const npm = process.env.npm_execpath; // npm's own script: `npm run sbom` sets it on every system
if (npm === undefined) throw new Error('Call this as "npm run sbom".');
const words = [npm, 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
const sbom = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 2 ** 26 }));
const lockFile = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
const ships = new Set(
  [...shippedPaths(lockFile)].map((path) => {
    const { name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version } =
      packages[path];
    return `${name}@${version}`;
  }),
);
const components = sbom.components.filter(({ name, version }) => ships.has(`${name}@${version}`));
const kept = new Set([sbom.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])]);
const dependencies = sbom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
console.log(JSON.stringify({ ...sbom, components, dependencies }, undefined, 2));
