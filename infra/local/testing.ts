export { type BucketServer, startBucketServer } from './bucket/bucket-server.ts';
export { disk } from './disk/disk.ts';
export { dumpedPage, hasChromium } from './fixtures/chromium.ts';
export { clientsOf } from './fixtures/clients.ts';
export { lambdaContext } from './functions/lambda-context.ts';
export { forOneMachine, functionsOfStates, itemReaderResource, substituted } from './machine/definition.ts';
export { type EventPattern, matches } from './machine/rule.ts';
export { functionOfArn } from './names.ts';
export type { LocalWorldOptions } from './world.ts';
