// Fails on a known vulnerability, high or critical, in a package that ships. Passes with a message if the registry takes no audits.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { shippedPaths } from './ships.mjs';

const npm = process.env.npm_execpath; // npm's own script: `npm run check:audit` sets it on every system
if (npm === undefined) throw new Error('Call this as "npm run check:audit".');
const { stdout } = spawnSync(process.execPath, [npm, 'audit', '--json'], { encoding: 'utf8' });
const { metadata, vulnerabilities = {}, message } = JSON.parse(stdout || '{}');
if (metadata === undefined) {
  console.log(`not audited: ${message ?? 'the registry does not answer'}`);
} else {
  const ships = shippedPaths(fileURLToPath(new URL('../package-lock.json', import.meta.url)));
  const severe = Object.values(vulnerabilities).filter(
    ({ severity, nodes }) => ['high', 'critical'].includes(severity) && nodes.some((path) => ships.has(path)),
  );
  for (const { name, severity, range } of severe)
    console.error(`${name} ${range}: ${severity}; see "npm audit"`);
  console.log(`audited: ${severe.length} packages with a high or critical vulnerability`);
  process.exitCode = severe.length > 0 ? 1 : 0;
}
