export { errorByModeSvg } from './figures/error-by-mode.ts';
export type { Trace } from './run-report.ts';
