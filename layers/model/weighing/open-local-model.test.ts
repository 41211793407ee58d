import { describe, expect, it } from 'vitest';
import { type LocalNetwork, toLayersModel } from '../network/index.ts';
import { openLocalModel } from './open-local-model.ts';
import { smallMetadata, smallNetwork, smallProblem } from './small-study.testing.ts';

const problem = smallProblem();
const network = smallNetwork(problem, 1);

function open(written: LocalNetwork) {
  const { model, weights } = toLayersModel(written, smallMetadata(problem, 'time-1'));
  return openLocalModel({ id: 'time-1' }, JSON.parse(JSON.stringify(model)), weights, problem);
}

describe('a local model that is opened', () => {
  it('is the one that was written', () => {
    expect(open(network).learned).toEqual(network);
  });

  it('is refused if it has another number of angles than the run has coordinates', () => {
    const larger = smallNetwork(smallProblem({ muscles: [...problem.muscles, problem.muscles[0]!] }), 1);
    const outputs = larger.outputs.with(1, { activation: 'linear' });
    expect(() => open({ ...larger, outputs })).toThrow('it has 2 angles and torques, the run has 1');
  });
});
