import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { projectRoot } from '../root.ts';
import { bundleFunction } from './bundle.ts';

const tensorflow = join(projectRoot, 'layers/tensorflow');

/**
 * The folder from which Docker builds an image at deployment: a Dockerfile of layers/tensorflow, the files that it copies,
 * and the bundle of an entry module. The folder is inside the cloud assembly.
 */
export function tensorflowImage(scope: Construct, kind: 'gpu' | 'cpu', entry: string): string {
  const folder = join(Stage.of(scope)!.outdir, `${kind}-image`);
  mkdirSync(folder, { recursive: true });
  for (const file of ['check-native.mjs', '.dockerignore']) {
    copyFileSync(join(tensorflow, file), join(folder, file));
  }
  for (const file of ['Dockerfile', 'package.json', 'package-lock.json']) {
    copyFileSync(join(tensorflow, kind, file), join(folder, file));
  }
  bundleFunction(join(projectRoot, entry), join(folder, 'bundle'));
  return folder;
}
