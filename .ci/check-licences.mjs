// Every package of the lock files must have a listed licence; packages that ship to users or to AWS, one of the first list.
// `npm run sbom` lists the packages that ship, with versions, digests and licences.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import satisfies from 'spdx-satisfies';
import { shippedPaths } from './ships.mjs';

const forShipping = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];
/** Only for build tools, whose code does not ship. The two Creative Commons licences are those of SPDX's own lists. */
const forDevelopment = [...forShipping, 'CC0-1.0', 'CC-BY-3.0', 'MPL-2.0', 'Zlib'];

const lockFiles = [
  'package-lock.json',
  'layers/tensorflow/cpu/package-lock.json',
  'layers/tensorflow/gpu/package-lock.json',
];

const refused = lockFiles.flatMap((file) => packagesOf(file).filter(({ isAllowed }) => !isAllowed));
for (const { file, path, licence } of refused) {
  console.error(
    `${file}: ${path} has the licence ${licence ?? 'of nobody'}, which is not on the list in .ci/check-licences.mjs. Take another package, or add the licence there with a reason.`,
  );
}
process.exitCode = refused.length > 0 ? 1 : 0;

function packagesOf(file) {
  const lockFile = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  const ships = shippedPaths(lockFile);
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { license: licence }]) => ({
      file,
      path,
      licence,
      isAllowed: isOneOf(licence, ships.has(path) ? forShipping : forDevelopment),
    }));
}

function isOneOf(licence, allowed) {
  try {
    return satisfies(licence, allowed);
  } catch {
    return false; // not an SPDX expression
  }
}
