import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../layers/run/records/index.ts';
import { apiUnderTest, execution, request } from './api-under-test.testing.ts';

const manifest = {
  recordings: [
    { file: 'anna.csv', subject: 'anna' },
    { file: 'bert.csv', subject: 'bert' },
  ],
};

describe('DELETE /v1/studies/{study}/subjects/{subject}', () => {
  let api: Awaited<ReturnType<typeof apiUnderTest>>;
  beforeEach(async () => {
    api = await apiUnderTest();
    await api.bucket.putJson(keys.manifest('knee-small'), manifest);
    await api.bucket.put('studies/knee-small/anna.csv', 'a');
    await api.bucket.put('studies/knee-small/bert.csv', 'b');
  });
  afterEach(() => api.stop());

  const ask = (path: string) => api.ask(request('DELETE', `/v1/studies/knee-small/subjects/${path}`));

  it('removes the person from the study and lists the deleted objects', async () => {
    const { statusCode, body } = await ask('anna');
    expect(statusCode).toBe(200);
    expect(JSON.parse(body!)).toEqual({
      study: 'knee-small',
      recordings: 1,
      runs: [],
      models: [],
      isPublishedModelWithdrawn: false,
      isRunPossible: true,
      unnamedFiles: [],
      deleted: 1,
      retained: [],
    });
    const left = await api.bucket.list('studies/');
    expect(left.map(({ key }) => key)).toEqual([
      'studies/knee-small/bert.csv',
      'studies/knee-small/study.json',
    ]);
    expect(await api.bucket.getText(keys.manifest('knee-small'))).not.toContain('anna');
  });

  it('deletes the run of a study that was rejected, since its report may quote any file', async () => {
    await api.bucket.putJson('runs/knee-small/r1/prepared/study-report.json', { state: 'Rejected' });
    expect(JSON.parse((await ask('anna')).body!)).toMatchObject({ runs: ['r1'], models: [] });
    expect(await api.bucket.list('runs/')).toEqual([]);
  });

  it('keeps runs and models that never held the person', async () => {
    const problem = { recordings: [{ subject: 'bert' }] };
    await api.bucket.putJson('runs/knee-small/r1/prepared/problem.json', problem);
    await api.bucket.putJson('models/knee-small/r1/model.json', {});
    expect(JSON.parse((await ask('anna')).body!)).toMatchObject({ runs: [], models: [] });
    expect((await api.bucket.list('models/')).length).toBe(1);
  });

  it('finds files of the person that an earlier manifest named, and lists others that no manifest names', async () => {
    for (const file of ['lab/anna_2.csv', 'lab/annabel.csv', 'lab/x.csv'])
      await api.bucket.put(`studies/knee-small/${file}`, 'old');
    expect(JSON.parse((await ask('anna')).body!)).toMatchObject({
      deleted: 2,
      unnamedFiles: ['lab/annabel.csv', 'lab/x.csv'],
    });
    expect(await api.bucket.getText('studies/knee-small/lab/anna_2.csv')).toBeUndefined();
    await api.bucket.put('studies/knee-small/lab/anna_3.csv', 'comes late');
    expect((await ask('anna')).statusCode).toBe(200);
    expect((await ask('anna')).statusCode).toBe(422);
  });

  it('answers 422 for an unknown person, and names nobody else', async () => {
    const { statusCode, body } = await ask('ann');
    expect(statusCode).toBe(422);
    expect(JSON.parse(body!).faults[0].code).toBe('SUBJECT_UNKNOWN');
    expect(body).not.toContain('anna');
  });

  it('answers 409 while a run of the study is going on, and deletes nothing', async () => {
    api.executions.push(execution('r1'));
    expect((await ask('anna')).statusCode).toBe(409);
    expect(await api.bucket.getText('studies/knee-small/anna.csv')).toBe('a');
  });

  it('asks for a repetition if a run was stopped lately, whose functions may still write', async () => {
    const stopDate = new Date('2025-03-14T08:50:00Z'); // ten minutes ago
    api.executions.push(execution('r1', { status: 'ABORTED', stopDate }));
    expect(JSON.parse((await ask('anna')).body!)).toMatchObject({ repeatAfter: '2025-03-14T09:05:00.000Z' });
  });

  it.each(['..', 'a%2Fb', '%00'])('refuses %s as a name', async (name) => {
    expect((await ask(name)).statusCode).toBeGreaterThanOrEqual(400);
  });
});
