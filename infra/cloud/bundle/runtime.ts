import { Runtime } from 'aws-cdk-lib/aws-lambda';

/** The Node that package.json pins, so that a function meets no other runtime in the cloud than in its tests. */
export const runtime = Runtime.NODEJS_24_X;

/** The same, in esbuild's words. */
export const bundleTarget = 'node24';
