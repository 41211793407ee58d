import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TensorBackend, TensorFlow } from './backend.ts';

/** Names the folder in whose node_modules tfjs-node lies with its native library. */
export const nativeFolderVariable = 'SARCOMERE_TFJS_NODE';

/**
 * Native TensorFlow out of a folder of its own, with the TensorFlow.js that it brought along.
 *
 * @throws Error if it is incomplete
 */
export function nativeBackend(folder: string): TensorBackend {
  const require = createRequire(join(folder, 'package.json'));
  const util = require('node:util') as Record<string, unknown>;
  // tfjs-node 4.22 calls what Node 23 removed.
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
  const tf = require('@tensorflow/tfjs-node') as TensorFlow;
  const backend = tf.getBackend();
  if (backend !== 'tensorflow') throw new Error(`tfjs-node started ${backend}`);
  return { tf, backend };
}
