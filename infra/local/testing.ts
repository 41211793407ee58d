export { type BucketServer, startBucketServer } from './bucket/bucket-server.ts';
export { clientsOf } from './clients.testing.ts';
export { disk } from './disk/disk.ts';
export { lambdaContext } from './functions/lambda-context.ts';
export { dumpedPage, hasChromium } from './guard/chromium.testing.ts';
export { forOneMachine, functionsOfStates, itemReaderResource, substituted } from './machine/definition.ts';
export { type EventPattern, matches } from './machine/rule.ts';
export { functionOfArn } from './names.ts';
export type { LocalWorldOptions } from './world.ts';
