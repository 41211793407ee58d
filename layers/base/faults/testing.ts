export { faultBounds } from './fault-list.ts';
