import { describe, expect, it } from 'vitest';
import { contiguousRanges, rowUses } from '../../dataset/index.ts';
import { allNames } from '../../inputs/index.ts';
import { runNetwork } from '../../network/index.ts';
import { ConstantGate, combine } from '../../predictor/index.ts';
import { modes } from '../modes/modes.ts';
import { single } from '../modes/single.ts';
import { seeContext } from '../see-context.ts';
import { smallNetwork, smallProblem, smallTable } from '../small-study.testing.ts';
import { type Evidence, type Judged, judgedGiven, viewOf } from './evidence.ts';
import { fewerNames, givenKey, hasNeeds, outputsGiven } from './fewer-names.ts';
import { fitShare } from './fit-share.ts';
import { foldsOf } from './folds.ts';
import { bestMode, judgeModes } from './judge-modes.ts';
import { TrainingShareCount } from './training-shares.ts';

const problem = smallProblem({ subdomains: { by: 'subject', count: 8 } });
const networks = [1, 2, 3].map((seed) => smallNetwork(problem, seed));
const locals = [0, 2].map((recording) => smallTable(problem, [{ recording, rows: 300 }]));

/** Validation rows of ana and ben; the angle of each is the output of their own local model, with a little noise. */
function evidence(): Evidence {
  const table = smallTable(
    problem,
    [0, 2, 1, 3].map((recording) => ({ recording, use: rowUses.validation, rows: 60 })),
  );
  const outputs = networks.map((network) => runNetwork(network, table.inputs));
  for (let row = 0; row < table.rows; row++) {
    const own = outputs[problem.recordings[table.recording[row]!]!.subject === 'ana' ? 1 : 2]!;
    table.labels.set(own.values.subarray(row * 3, row * 3 + 3), row * 3);
    table.labels[row * 3]! += 0.02 * Math.sin(row);
  }
  const count = new TrainingShareCount(problem);
  for (const [at, local] of locals.entries()) count.add(local, at + 1);
  return {
    problem,
    localModels: ['single', 'subject-1', 'subject-2'].map((id, at) => ({
      id,
      kind: at === 0 ? 'single' : 'local',
      error: 0.3,
    })),
    contexts: [undefined, ...locals.map((local) => seeContext([local], problem))],
    trainingShares: count.shares,
    known: { table, outputs },
  };
}

describe('the training rows of local models', () => {
  it('are counted as parts of those of each subject, site and task', () => {
    expect(evidence().trainingShares).toEqual({
      subject: { ana: [[1, 1]], ben: [[2, 1]] },
      site: { bogota: [[1, 1]], lyon: [[2, 1]] },
      task: {
        walk: [
          [1, 0.5],
          [2, 0.5],
        ],
      },
    });
  });

  it('are counted the same in any order of the tables', () => {
    const count = new TrainingShareCount(problem);
    for (const at of [1, 0]) count.add(locals[at]!, at + 1);
    expect(JSON.stringify(count.shares)).toBe(JSON.stringify(evidence().trainingShares));
  });
});

describe('the share of a gate', () => {
  const constant = (weights: number[]) => new ConstantGate({ weights });

  it('is found again if the truth is a mixture', () => {
    const given = evidence();
    const { table, outputs } = given.known!;
    const mixed = combine(
      outputs,
      [0, 0.7, 0.3].map((weight) => new Float64Array(table.rows).fill(weight)),
    );
    table.labels.set(mixed.values);
    expect(fitShare(given, constant([0, 1, 0]), constant([0, 0, 1]), [])).toBeCloseTo(0.7, 5);
  });

  it('stays between 0 and 1, and is undefined if two gates predict the same or nothing is labelled', () => {
    const given = evidence();
    const { table, outputs } = given.known!;
    const beyond = outputs[1]!.values.map((value, at) => 2 * value - outputs[2]!.values[at]!);
    table.labels.set(beyond.map((value, at) => (at % 3 === 0 ? value : Number.NaN)));
    expect(fitShare(given, constant([0, 1, 0]), constant([0, 0, 1]), [])).toBe(1);
    expect(fitShare(given, constant([0, 1, 0]), constant([0, 1, 0]), [])).toBeUndefined();
    expect(
      fitShare({ ...given, known: undefined }, constant([1, 0, 0]), constant([0, 1, 0]), []),
    ).toBeUndefined();
  });
});

describe('networks that have inputs for names', () => {
  const named = smallProblem({ features: { ...problem.features, names: ['subject', 'task'] } });
  const { inputNames } = named;

  it('are tried, besides with all names, with fewer and with none; sets with the same inputs once', () => {
    expect(fewerNames(inputNames).map((given) => givenKey(inputNames, given))).toEqual(
      expect.arrayContaining(['', 'subject', 'task']),
    );
    expect(fewerNames(inputNames)).toHaveLength(3);
    expect(givenKey(inputNames, allNames)).toBe('subject+task');
    expect(givenKey(inputNames, ['site', 'task'])).toBe('task');
    expect(fewerNames(problem.inputNames)).toEqual([]);
    const { inputNames: three } = smallProblem({
      features: { ...problem.features, names: ['subject', 'site', 'task'] },
    });
    expect(fewerNames(three).map((given) => givenKey(three, given))).toEqual(
      expect.arrayContaining(['', 'subject', 'site', 'task', 'subject+site', 'subject+task', 'site+task']),
    );
    expect(fewerNames(three)).toHaveLength(7);
  });

  const table = smallTable(
    named,
    [0, 2, 1, 3].map((recording) => ({ recording, use: rowUses.validation, rows: 60 })),
  );
  const networks = [1, 2].map((seed) => smallNetwork(named, seed));
  const judged: Judged = {
    table,
    outputs: networks.map((network) => runNetwork(network, table.inputs)),
    outputsByFewer: Object.fromEntries(
      fewerNames(inputNames).map((given) => [
        givenKey(inputNames, given),
        networks.map((network) => runNetwork(network, viewOf(table, named, given).inputs)),
      ]),
    ),
  };

  it('are judged by their outputs with the same names given as the gate, in folds too', () => {
    expect(outputsGiven(judged, allNames)).toBe(judged.outputs);
    expect(outputsGiven(judged, ['site'])).toBe(outputsGiven(judged, []));
    expect(outputsGiven(judged, ['subject'])).not.toEqual(outputsGiven(judged, ['task']));
    for (const { own } of foldsOf(judged)) {
      const inputs = viewOf(own.table, named, ['task']).inputs;
      expect(outputsGiven(own, ['task'])[1]).toEqual(runNetwork(networks[1]!, inputs));
    }
  });

  it('have another error without names, in a mode that uses no names itself', () => {
    const given: Evidence = {
      problem: named,
      localModels: ['single', 'subject-1'].map((id, at) => ({
        id,
        kind: at === 0 ? 'single' : 'local',
        error: 0.3,
      })),
      contexts: [undefined, undefined],
      trainingShares: { subject: {}, site: {}, task: {} },
      known: judged,
    };
    const [mode] = judgeModes(given, [single]);
    expect(mode!.error).not.toBe(mode!.errorWithoutNames);
  });
});

describe('folds', () => {
  it('hold outputs once that stand for several local models', () => {
    const judged = evidence().known!;
    const shared = judged.outputs[0]!;
    const [fold] = [...foldsOf({ ...judged, outputs: [shared, shared], outputsByFewer: { '': [shared] } })];
    const { outputs, outputsByFewer } = fold!.others;
    expect(outputs[1]).toBe(outputs[0]);
    expect(outputsByFewer!['']![0]).toBe(outputs[0]);
  });

  it('hold whole stretches, each row once', () => {
    const judged = evidence().known!;
    const folds = [...foldsOf(judged)];
    expect(folds).toHaveLength(4);
    for (const { own, others } of folds) {
      expect(contiguousRanges(own.table)).toHaveLength(1);
      expect(own.table.rows + others.table.rows).toBe(judged.table.rows);
      expect(own.outputs[0]!.values).toHaveLength(own.table.rows * 3);
    }
  });
});

describe('the needs of a local model', () => {
  const inputNames = ['emg@0ms', 'subject=ana', 'subject=ben'];

  it('are met if every kind of names that it needs is given, or has no input', () => {
    expect(hasNeeds([], [], inputNames)).toBe(true);
    expect(hasNeeds(['subject'], [], inputNames)).toBe(false);
    expect(hasNeeds(['subject'], ['subject'], inputNames)).toBe(true);
    expect(hasNeeds(['subject', 'task'], ['subject'], inputNames)).toBe(true);
    expect(hasNeeds(['subject', 'task'], ['task'], inputNames)).toBe(false);
  });
});

describe('the choice of a mode', () => {
  it('is one that gives weight to the local model of the given subject, if people differ', () => {
    const fitted = judgeModes(evidence(), modes);
    const ofFamilies = ['nested', 'forest'];
    expect(fitted.map(({ name }) => name)).toEqual(
      modes.flatMap(({ name }) => (ofFamilies.includes(name) ? [] : [name])),
    );
    const best = fitted.find(({ name }) => name === bestMode(fitted))!;
    expect(['gated', 'blended']).toContain(best.name);
    expect(best.gate.toJson()).toMatchObject({ kind: 'name', by: 'subject', share: expect.closeTo(1, 1) });
    expect(best.error).toBeLessThan(0.3 * fitted.find(({ name }) => name === 'inverse-error')!.error);
  });

  it('is blended if nothing can be judged and there are no families, and then the cut alone leads', () => {
    const fitted = judgeModes({ ...evidence(), known: undefined }, modes);
    expect(bestMode(fitted)).toBe('blended');
    expect(fitted.map(({ name }) => name)).not.toContain('stacked');
    expect(fitted.find(({ name }) => name === 'gated')!.gate.toJson()).toMatchObject({
      kind: 'name',
      by: 'subject',
      share: 0.8,
      otherwise: { kind: 'context' },
    });
  });

  it('is, of modes that are as good, the one that needs no names', () => {
    const gate = new ConstantGate({ weights: [1] });
    const fitted = [
      { name: 'named', gate, error: 0.3, errorWithoutNames: 0.9 },
      { name: 'robust', gate, error: 0.305, errorWithoutNames: 0.4 },
      { name: 'worse', gate, error: 0.35, errorWithoutNames: 0.35 },
    ];
    expect(bestMode(fitted)).toBe('robust');
    expect(bestMode(fitted.toSpliced(1, 1))).toBe('named');
  });

  it('is nested, if it is as good as the best', () => {
    const gate = new ConstantGate({ weights: [1] });
    const judged = (error: number) => [
      { name: 'robust', gate, error: 0.3, errorWithoutNames: 0.4 },
      { name: 'nested', gate, error, errorWithoutNames: 0.9 },
    ];
    expect(bestMode(judged(0.308))).toBe('nested');
    expect(bestMode(judged(0.31))).toBe('robust');
  });

  it('does not judge a mode by rows that it was fitted to', () => {
    const seen: number[] = [];
    const spy = {
      name: 'spy',
      fit: ({ known, localModels }: Evidence) => {
        seen.push(known!.table.rows);
        return new ConstantGate({ weights: localModels.map((_, at) => (at === 0 ? 1 : 0)) });
      },
    };
    judgeModes(evidence(), [spy]);
    expect(seen).toEqual([240, 180, 180, 180, 180]);
  });
});

describe('the judged rows', () => {
  const [known, newSubject] = [1, 2].map((rows) => ({
    table: smallTable(problem, [{ recording: 0, rows }]),
    outputs: [],
  }));

  it('are those of known people if the subject is given, else those of new people, if folds have left some out', () => {
    expect(judgedGiven({ known, newSubject }, ['subject', 'task'])).toBe(known);
    for (const given of [['task'], ['site'], []] as const) {
      expect(judgedGiven({ known, newSubject }, given)).toBe(newSubject);
      expect(judgedGiven({ known }, given)).toBe(known);
    }
  });
});

describe('the best mode if none can be judged', () => {
  const unjudged = (...names: string[]) =>
    names.map((name) => ({
      name,
      gate: new ConstantGate({ weights: [1] }),
      error: Number.NaN,
      errorWithoutNames: Number.NaN,
    }));

  it('is nested, else blended, and never constant weights where these are possible', () => {
    expect(bestMode(unjudged('inverse-error', 'gated', 'blended', 'nested', 'single'))).toBe('nested');
    expect(bestMode(unjudged('inverse-error', 'gated', 'blended', 'single'))).toBe('blended');
    expect(bestMode(unjudged('inverse-error', 'uniform'))).toBe('inverse-error');
  });
});
