import { Runtime } from 'aws-cdk-lib/aws-lambda';

/** The Node that package.json pins, so that a function has the same runtime in the cloud as in its tests. */
export const runtime = Runtime.NODEJS_24_X;

/** The same as a target of esbuild. */
export const bundleTarget = 'node24';
