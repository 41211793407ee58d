// check-native.mjs PACKAGE [LIBRARY...], run while an image is built, on a machine that may have no GPU: the native
// backend must load and multiply, and the libraries that it opens by name when it finds a GPU must be there.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const [binding, ...libraries] = process.argv.slice(2);
const require = createRequire(import.meta.url);
// tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed.
require('node:util').isNullOrUndefined ??= (value) => value === null || value === undefined;
const tf = require(binding);

if (tf.getBackend() !== 'tensorflow') throw new Error(`the backend is ${tf.getBackend()}, not tensorflow`);
const product = tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).dataSync();
if (product.some((value) => value !== 64)) throw new Error('the native backend multiplies wrongly');

const known = libraries.length > 0 ? execFileSync('ldconfig', ['-p'], { encoding: 'utf8' }) : '';
for (const library of libraries) if (!known.includes(library)) throw new Error(`${library} is missing`);
console.log(['the native backend loads:', binding, tf.version['tfjs-core'], ...libraries].join(' '));
