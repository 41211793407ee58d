import { ConstantGate } from '../../predictor/index.ts';
import type { Mode } from './mode.ts';

/** Control: one model trained on everything, which local models have to beat. */
export const single: Mode = {
  name: 'single',
  fit({ localModels }) {
    const isThere = localModels.some(({ kind }) => kind === 'single');
    if (!isThere) return undefined;
    return new ConstantGate({ weights: localModels.map(({ kind }) => (kind === 'single' ? 1 : 0)) });
  },
};
