export { errorByModeSvg } from './figures/error-by-mode.ts';
