import type { CoordinateJson } from './model-file/model-json.ts';

/** 1 if the study counts the angle in the direction in which that of the networks grows, -1 if in the opposite one. */
export function measuredSign({ positive, measured }: Pick<CoordinateJson, 'positive' | 'measured'>): 1 | -1 {
  return measured.positive === positive ? 1 : -1;
}
