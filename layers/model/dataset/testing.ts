export { alignRecording } from './align.ts';
export { gapS } from './hold-out.ts';
export { emptyTable } from './sample-table.ts';
export { measureScales } from './scales.ts';
