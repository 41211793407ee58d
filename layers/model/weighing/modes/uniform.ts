import { ConstantGate } from '../../predictor/index.ts';
import type { Mode } from './mode.ts';

/** Control: every local model weighs the same. */
export const uniform: Mode = {
  name: 'uniform',
  fit({ localModels }) {
    const locals = localModels.filter(({ kind }) => kind === 'local').length;
    if (locals === 0) return undefined;
    return new ConstantGate({ weights: localModels.map(({ kind }) => (kind === 'local' ? 1 / locals : 0)) });
  },
};
