import { readFileSync } from 'node:fs';

/** Dependencies of functions that run only on AWS: their bundles hold them, and users of the package do not need them. */
const onAwsOnly = ['@aws-sdk/client-eventbridge', '@aws-sdk/client-sns'];

/** Packages that ship to users or to AWS, as paths of a lock file: dependencies, optional peers, those on AWS, and all that these need. */
export function shippedPaths(lockFile) {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  const { dependencies = {}, peerDependencies = {}, devDependencies = {} } = packages[''];
  const ships = new Set();
  const add = (name, from) => {
    const path = placeOf(name, from, packages);
    if (path === undefined || ships.has(path)) return;
    ships.add(path);
    const {
      dependencies,
      optionalDependencies,
      peerDependencies = {},
      peerDependenciesMeta,
    } = packages[path];
    const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta?.[peer]?.optional);
    for (const needed of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers])
      add(needed, path);
  };
  const ofAws = onAwsOnly.filter((name) => name in devDependencies);
  for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), ...ofAws]) add(name, '');
  return ships;
}

/** Path at which Node finds a package from another one: in its own node_modules, else further up. */
function placeOf(name, from, packages) {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (path in packages) return path;
  if (from === '') return undefined;
  return placeOf(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), packages);
}
