#!/usr/bin/env node
import module from 'node:module';

/**
 * `sarcomere` of the installed package. Loads the command line with Node's compile cache, and says on
 * a Node that lacks what it needs (`node:sqlite`, `findPackageJSON`) which one to take.
 */
const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
if (major > 22 || (major === 22 && minor >= 14)) {
  module.enableCompileCache();
  await import('./main.ts');
} else {
  process.stderr.write(`sarcomere needs Node 22.14 or newer; this is Node ${process.versions.node}\n`);
  process.exitCode = 1;
}
