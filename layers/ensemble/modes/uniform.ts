import type { Mode } from './mode.ts';

/** Control: every local model weighs the same. */
export const uniform: Mode = {
  name: 'uniform',
  weights(members) {
    const locals = members.filter(({ kind }) => kind === 'local').length;
    return locals === 0 ? undefined : members.map(({ kind }) => (kind === 'local' ? 1 / locals : 0));
  },
};
