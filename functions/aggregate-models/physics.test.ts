import { beforeEach, describe, expect, it } from 'vitest';
import { controlId, type TrainingProblem } from '../../layers/model/dataset/index.ts';
import type { ModelJson } from '../../layers/model/predictor/index.ts';
import { withTorque } from '../../layers/model/training/testing.ts';
import { smallProblem } from '../../layers/model/weighing/testing.ts';
import type { MetricsJson, PartitionRecord } from '../../layers/run/records/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import { leaveModel, local, pointer, preparedRun, subdomains } from '../../layers/run/records/testing.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { aggregateRun } from './aggregate-run.ts';

const now = () => new Date('2025-03-14T09:00:00Z');
const key = (file: string) => keys.model(pointer.study, pointer.run, file);
const partitionKey = keys.prepared(pointer.study, pointer.run, 'partition.json');

/** A study in which the torque of every recording was measured, and the mass of some people is known. */
function withMeasuredTorque(): TrainingProblem {
  const problem = withTorque(smallProblem());
  const recordings = problem.recordings.map((card) => ({
    ...card,
    physics: 'measured torque' as const,
    massKg: 70,
  }));
  return { ...problem, recordings, training: { ...problem.training, physicsWeight: 0.1 } };
}

describe('a run with measured torque and a control', () => {
  let bucket: MemoryBucket;
  let problem: TrainingProblem;
  beforeEach(async () => {
    ({ bucket, problem } = await preparedRun(withMeasuredTorque()));
    const partition = (await bucket.getJson<PartitionRecord>(partitionKey))!;
    const control = { ...subdomains[0]!, id: controlId, label: 'everything, without physics' };
    const labels = [0, 1, 2, 3].map((at) => ({
      file: problem.recordings[at]!.file,
      physics: 'measured torque',
      source: 'static optimisation, plain',
      rows: 300,
      labelledRows: 300,
      refusedRows: { unknown: 0, outOfRange: 0, reserve: 0 },
      reserveMaxNm: 0,
      peakTorqueNm: 10,
    }));
    await bucket.putJson(partitionKey, { ...partition, control, labels });
    for (const [at, { id }] of subdomains.entries())
      await leaveModel(bucket, problem, { id, seed: at + 1, error: 0.5 });
    await leaveModel(bucket, problem, { id: controlId, seed: 9, error: 0.5 });
  });
  const aggregated = async () => {
    await aggregateRun(pointer, { bucket, now });
    const [model, metrics, report] = await Promise.all([
      bucket.getJson<ModelJson>(key('model.json')),
      bucket.getJson<MetricsJson>(key('metrics.json')),
      bucket.getText(key('report.html')),
    ]);
    return { model: model!, metrics: metrics!, report: report! };
  };

  it('publishes torque with its intervals, and no local model of the control', async () => {
    const { model } = await aggregated();
    expect(model.localModels.map(({ id }) => id)).toEqual(subdomains.map(({ id }) => id));
    expect(model.torque!.muscles.map(({ largestForceN, deviationN }) => [largestForceN, deviationN])).toEqual(
      [
        [1000, 100],
        [900, 50],
      ],
    );
    for (const { allNames, noNames } of Object.values(model.intervals)) {
      expect(allNames.torques).toHaveLength(1);
      expect(noNames.torques![0]!.factor).toBeGreaterThan(0);
    }
  });

  it('scores torque in N m and N m/kg, its interval, and the moment balance beside the control', async () => {
    const { metrics } = await aggregated();
    const torques = metrics.scores.filter(({ scope, model }) => scope === 'torque' && model === metrics.mode);
    const [inNm, perKg] = ['N m', 'N m/kg'].map((unit) => torques.find((one) => one.unit === unit)!);
    expect(inNm!.rmse! / perKg!.rmse!).toBeCloseTo(70, 6);
    expect(inNm).toMatchObject({ name: 'knee', n: 150 });
    expect(metrics.coverage90!.allNames.torque).not.toBeUndefined();
    const models = metrics.physics!.map(({ model }) => model);
    expect(models).toEqual([...new Set([metrics.mode, 'single']), 'single without physics']);
    for (const { model, balance, residual } of metrics.physics!) {
      expect(balance).toMatchObject({ n: 150 });
      expect(residual).toBeNull();
      // After the projection sum r F is the torque that is scored.
      const scored = metrics.scores.find(
        (one) => one.scope === 'torque' && one.unit === 'N m' && one.model === model,
      );
      if (scored) expect(balance!.afterNm).toBeCloseTo(scored.rmse!, 4);
    }
    const [single, control] = metrics.physics!.slice(-2);
    expect(single!.balance!.beforeNm).not.toBe(control!.balance!.beforeNm);
  });

  it('shows torque and control in the report', async () => {
    const { report } = await aggregated();
    expect(report).toContain('Joint torque');
    expect(report).toContain('RMSE (N m/kg)');
    expect(report).toContain('Torque of the knee, subject');
    expect(report).toContain('single without physics');
    expect(report).toContain('On held-out samples the single model has');
    expect(report).toContain('knee torque');
  });

  it('warns of a task whose torque is known in no training row', async () => {
    const partition = (await bucket.getJson<PartitionRecord>(partitionKey))!;
    const labels = partition.labels.map((label, at) =>
      problem.recordings[at]!.task === 'sit' ? { ...label, physics: 'none' } : label,
    );
    await bucket.putJson(partitionKey, { ...partition, labels });
    const { report } = await aggregated();
    expect(report).toContain('No known torque supports the predicted torque for the task sit');
    expect(report).not.toContain('No known torque supports the predicted torque for the task walk');
  });

  it('scores the control in the way of the single model: the same parameters have the same score', async () => {
    await leaveModel(bucket, problem, { id: controlId, seed: 1, error: 0.5 });
    const { metrics } = await aggregated();
    const scoreOf = (name: string) => {
      const { model: _, ...score } = metrics.physics!.find(({ model }) => model === name)!;
      return score;
    };
    expect(scoreOf('single without physics')).toEqual(scoreOf('single'));
  });

  it('says why the control is missing if its record is damaged', async () => {
    await bucket.putJson(local(controlId, 'training.json'), {});
    const { metrics, report } = await aggregated();
    expect(metrics.physics!.some(({ model }) => model === 'single without physics')).toBe(false);
    expect(report).toContain('The control without physics is missing: training.json, subdomain');
  });
});

describe('a run without torque and without physics', () => {
  it('has neither in its model, and no table of physics in its report', async () => {
    const { bucket, problem } = await preparedRun();
    for (const [at, { id }] of subdomains.entries())
      await leaveModel(bucket, problem, { id, seed: at + 1, error: 0.5 });
    await aggregateRun(pointer, { bucket, now });
    const model = await bucket.getJson<ModelJson>(key('model.json'));
    expect(model).not.toHaveProperty('torque');
    expect(JSON.stringify(model)).not.toContain('torque');
    const report = await bucket.getText(key('report.html'));
    expect(report).not.toContain('Joint torque');
    expect(report).not.toContain('Physics on held-out samples');
  });
});
