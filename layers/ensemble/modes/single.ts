import type { Mode } from './mode.ts';

/** Control: one model trained on everything, which the distributed one has to beat. */
export const single: Mode = {
  name: 'single',
  weights(members) {
    const isThere = members.some(({ kind }) => kind === 'single');
    return isThere ? members.map(({ kind }) => (kind === 'single' ? 1 : 0)) : undefined;
  },
};
