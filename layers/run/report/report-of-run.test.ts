import { parseHTML } from 'linkedom';
import { beforeEach, describe, expect, it } from 'vitest';
import { aggregateRun } from '../../../functions/aggregate-models/aggregate-run.ts';
import type { TrainingProblem } from '../../model/dataset/index.ts';
import { concatTables, rowUses, type SampleTable, toParquet } from '../../model/dataset/index.ts';
import { smallTable } from '../../model/weighing/testing.ts';
import type { CoverageByNames, PartitionRecord } from '../records/index.ts';
import { keys } from '../records/index.ts';
import type { LabelRecord } from '../records/testing.ts';
import { leaveModel, pointer, preparedRun, subdomains } from '../records/testing.ts';
import type { MemoryBucket } from '../storage/testing.ts';
import type { ContributionRow } from './run-report.ts';

const now = () => new Date('2025-03-14T09:00:00Z');
const key = (file: string) => keys.model(pointer.study, pointer.run, file);
const prepared = (file: string) => keys.prepared(pointer.study, pointer.run, file);

let bucket: MemoryBucket;
let problem: TrainingProblem;
beforeEach(async () => {
  ({ bucket, problem } = await preparedRun());
  for (const [at, { id }] of subdomains.entries())
    await leaveModel(bucket, problem, { id, seed: at + 1, error: 0.5 });
  await changePartition({ labels: problem.recordings.map(({ file }) => ({ ...label, file })) });
});

const label: LabelRecord = {
  file: '',
  physics: 'equation of motion',
  source: 'static optimisation, plain',
  rows: 300,
  labelledRows: 300,
  refusedRows: { unknown: 0, outOfRange: 0, reserve: 0 },
  reserveMaxNm: 0,
  peakTorqueNm: 10,
};

async function changePartition(changes: Partial<PartitionRecord>): Promise<void> {
  const partition = (await bucket.getJson<PartitionRecord>(prepared('partition.json')))!;
  await bucket.putJson(prepared('partition.json'), { ...partition, ...changes });
}

/** Of the sub-domain time-1, time-2 or time-3, which has the recording before its number. */
async function putTable(at: number, withValidation: boolean, change = (table: SampleTable) => table) {
  const recording = at - 1;
  const table = smallTable(problem, [
    { recording, rows: 240 },
    ...(withValidation ? [{ recording, use: rowUses.validation, rows: 60 }] : []),
  ]);
  await bucket.put(prepared(`time-${at}.parquet`), toParquet(change(table)));
}
const withoutForces = (table: SampleTable): SampleTable => ({
  ...table,
  labels: table.labels.map((label, at) => (at % table.outputs.length === 0 ? label : Number.NaN)),
});

async function reported() {
  await aggregateRun(pointer, { bucket, now });
  const { document } = parseHTML((await bucket.getText(key('report.html')))!);
  const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? '';
  return { lead: textOf('.lead'), warnings: textOf('#warnings'), physics: textOf('#physics'), textOf };
}

describe('the report of a run', () => {
  it('distinguishes recordings that were held out whole from last quarters', async () => {
    expect((await reported()).lead).toMatch(
      /^On 1 recording that was held out whole and the last quarter of 1 recording \(the model learned from the rest\), /,
    );
    const whole = smallTable(problem, [{ recording: 3, use: rowUses.heldOut, rows: 100 }]);
    await bucket.put(prepared('held-out.parquet'), toParquet(whole));
    expect((await reported()).lead).toMatch(/^On 1 recording that was held out whole, the published /);
    const last = smallTable(problem, [{ recording: 0, use: rowUses.heldOut, rows: 50 }]);
    await bucket.put(prepared('held-out.parquet'), toParquet(last));
    expect((await reported()).lead).toMatch(
      /^On the last quarter of 1 recording \(the model learned from the rest\), /,
    );
  });

  it('counts held-out people without training rows as new', async () => {
    await bucket.putJson(prepared('problem.json'), {
      ...problem,
      recordings: problem.recordings.map((card, at) => (at === 3 ? { ...card, subject: 'eva' } : card)),
    });
    expect((await reported()).lead).toContain('1 of them of people without training data');
  });

  it('counts the physics of recordings with training rows alone', async () => {
    const training = { ...problem.training, physicsWeight: 0.3 };
    await bucket.putJson(prepared('problem.json'), { ...problem, training });
    expect((await reported()).physics).toContain('in 3 of the 3 recordings that the networks learned from');
    const validation = smallTable(problem, [{ recording: 2, use: rowUses.validation, rows: 60 }]);
    const other = smallTable(problem, [{ recording: 1, rows: 240 }]);
    await bucket.put(prepared('time-3.parquet'), toParquet(concatTables([other, validation])));
    expect((await reported()).physics).toContain('in 2 of the 2 recordings that the networks learned from');
  });

  it('has a validation error only for sub-domains with validation rows', async () => {
    const errors = async () => {
      const { textOf } = await reported();
      const rows = (await bucket.getJson<{ subdomain: string; validationError: number | null }[]>(
        key('contributions.json'),
      ))!;
      return { known: rows.map(({ validationError }) => validationError !== null), textOf };
    };
    const all = await errors();
    expect(all.known).toEqual([true, true, true, true]);
    expect(all.textOf('#contributions')).not.toContain('without validation rows has no line');
    await putTable(2, false);
    const some = await errors();
    expect(some.known).toEqual([true, true, false, true]);
    expect(some.textOf('#contributions')).toContain('1 sub-domain without validation rows has no line there');
  });

  it('warns if a study has no validation rows at all', async () => {
    const validation = 'The study has no validation rows';
    expect((await reported()).warnings).not.toContain(validation);
    for (const at of [1, 2, 3]) await putTable(at, false);
    const partition = (await bucket.getJson<PartitionRecord>(prepared('partition.json')))!;
    await changePartition({ counts: { ...partition.counts, validationRows: 0 } });
    const { warnings, textOf } = await reported();
    expect(warnings).toContain(validation);
    expect(textOf('#intervals')).toContain('The model has no intervals');
  });

  it('warns of forces of a task that no training label supports', async () => {
    const unsupported = (task: string) => `No label supports the predicted forces for the task ${task}:`;
    const first = await reported();
    // The only recording of the task rise was held out whole.
    expect(first.warnings).toContain(unsupported('rise'));
    expect(first.warnings).not.toContain(unsupported('sit'));
    await putTable(2, true, withoutForces);
    expect((await reported()).warnings).toContain(unsupported('sit'));
    for (const at of [1, 3]) await putTable(at, true, withoutForces);
    const none = await reported();
    expect(none.warnings).toContain('No training row has a force label');
    expect(none.textOf('#forces p')).toContain('not supported by data');
  });

  it('warns of intervals that cover too few or too many held-out labels, and of no others', async () => {
    const { warnings } = await reported();
    const { coverage90 } = (await bucket.getJson<{
      coverage90: CoverageByNames;
    }>(key('metrics.json')))!;
    const isOff = (share: number | null) => share !== null && (share < 0.85 || share > 0.95);
    const { allNames, noNames } = coverage90;
    expect(allNames.allForces).toBeGreaterThan(0);
    expect(warnings.includes('of the angle cover')).toBe(isOff(allNames.angle) || isOff(noNames.angle));
    expect(warnings.includes('of the forces cover')).toBe(
      isOff(allNames.allForces) || isOff(noNames.allForces),
    );
    expect([allNames.angle, allNames.allForces, noNames.angle, noNames.allForces].some(isOff)).toBe(true);
  });

  it('sums up further models by family, in the report and in the provenance, and draws no curve of them', async () => {
    const family = { single: 'network of everything', local: 'networks by time', further: 'other seeds' };
    const further = subdomains
      .filter(({ kind }) => kind === 'local')
      .map((one) => ({
        ...one,
        id: `${one.id}-seed-2`,
        kind: 'further' as const,
        label: `${one.label}, seed 2`,
      }));
    const all = [...subdomains, ...further].map((one) => ({ ...one, family: family[one.kind] }));
    await changePartition({ subdomains: all });
    for (const [at, { id }] of further.slice(0, 2).entries())
      await leaveModel(bucket, problem, { id, seed: 5 + at, error: 0.5 });
    const { textOf } = await reported();
    expect(textOf('#contributions')).toContain('into 3 sub-domains; 1 local model was dropped.');
    expect(textOf('#contributions')).toContain('5 networks were trained.');
    expect(textOf('#contributions')).toContain('4 trainings, up to 1 passes');
    const rows = (await bucket.getJson<ContributionRow[]>(key('contributions.json')))!;
    expect(rows.map(({ kind }) => kind)).toEqual(all.map(({ kind }) => kind));
    const { families } = (await bucket.getJson<{ families: Record<string, unknown> }>(
      key('provenance.json'),
    ))!;
    expect(families).toEqual({
      'network of everything': { learner: 'network', needs: [], trained: 1, dropped: 0, seeds: [1] },
      'networks by time': { learner: 'network', needs: [], trained: 3, dropped: 0, seeds: [2, 3, 4] },
      'other seeds': { learner: 'network', needs: [], trained: 2, dropped: 1, seeds: [5, 6] },
    });
  });

  it('gives each family the share that the published mode gives its models', async () => {
    const families = { single: 'network of everything', local: 'networks by time', further: '' };
    await changePartition({ subdomains: subdomains.map((one) => ({ ...one, family: families[one.kind] })) });
    const ensemble = { ...problem.ensemble, mode: 'uniform' as const };
    await bucket.putJson(prepared('problem.json'), { ...problem, ensemble });
    const { textOf } = await reported();
    expect(textOf('#contributions tbody tr:first-child')).toMatch(/0\.00\.0$/);
    expect(textOf('#contributions tbody tr:nth-child(2)')).toMatch(/100\.0100\.0$/);
  });
});
