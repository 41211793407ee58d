import { fileURLToPath } from 'node:url';

/** The project's root, against which infra/system.ts names files. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
