#!/usr/bin/env node
import module from 'node:module';

/**
 * `sarcomere` of the installed package. Loads the command line with Node's compile cache. On an older Node, which lacks
 * `node:sqlite` or `findPackageJSON`, it prints the version that is needed.
 */
const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
if (major > 22 || (major === 22 && minor >= 14)) {
  module.enableCompileCache();
  await import('./main.ts');
} else {
  process.stderr.write(`sarcomere needs Node 22.14 or newer; this is Node ${process.versions.node}\n`);
  process.exitCode = 1;
}
