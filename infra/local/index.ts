export { isDirectoryLocked } from './disk/directory-lock.ts';
export { outliveShortages } from './guard/keep-serving.ts';
export { closeServer, isForLoopback, listenOn, refuseStranger } from './guard/loopback.ts';
export { ofOthers } from './guard/private-folder.ts';
export { type LocalWorld, startLocalWorld } from './world.ts';
export { hasLeftBucket, openWorldAtRest } from './world-at-rest.ts';
