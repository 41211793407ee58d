export type { Dense } from './local-network.ts';
