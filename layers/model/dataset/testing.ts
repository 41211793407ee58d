export { alignRecording } from './align.ts';
export { emptyTable } from './sample-table.ts';
export { measureScales } from './scales.ts';
