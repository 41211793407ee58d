import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Experiment } from './experiment.ts';
import { compactJson } from './report/compact-json.ts';
import { evidenceTables } from './report/evidence-tables.ts';
import { withEvidence } from './report/write-evidence.ts';
import { runUnits } from './run-units.ts';
import { parseSeeds } from './seeds.ts';
import { codeDigest, UnitStore } from './unit.ts';
import { wrist } from './wrist.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-experiments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tiny = {
  dataDir: folder,
  simulation: { subjects: 2, secondsPerRecording: 8 },
  training: { hidden: [8], epochs: 2, lbfgsIterations: 2 },
};

describe('the work of a study', () => {
  const scenarios = { name: 'wrist-scenarios' } as Experiment;
  const unit = (name: string) => ({
    experiment: scenarios,
    case: { ...wrist.cases[0]!, name, cuts: [{ by: 'time' as const, count: 8 }], baselines: [] },
    seed: 1,
  });

  it('is done by worker processes and stored by settings and code; a unit that fails is named', async () => {
    const code = codeDigest();
    const lines: string[] = [];
    const around = { workers: 1, scale: tiny, folder, code, log: (line: string) => lines.push(line) };
    const { wristScenarios } = await import('./wrist-scenarios.ts');
    const clean = { experiment: wristScenarios, case: wristScenarios.cases[0]!, seed: 1 };
    const failed = await runUnits([unit('no-such-case'), clean], around);
    expect(failed.map((one) => one.case.name)).toEqual(['no-such-case']);
    expect(lines[0]).toContain('failed');
    const store = new UnitStore(folder, code, tiny);
    expect(store.read(clean)).toMatchObject({ case: 'clean', seed: 1 });
    expect(store.read({ ...clean, seed: 2 })).toBeUndefined();
    expect(store.read({ ...clean, case: { ...clean.case, arms: ['physics'] } })).toBeUndefined();
    expect(new UnitStore(folder, 'other code', tiny).read(clean)).toBeUndefined();
  });
});

describe('docs/evidence.md', () => {
  const document = new URL('../../docs/evidence.md', import.meta.url);
  const results = new URL('./results/', import.meta.url);
  const text = readFileSync(document, 'utf8');

  it('holds the figures of the results, in small tables', () => {
    expect(withEvidence(text, results)).toBe(text);
    expect(text.split('\n').length).toBeLessThanOrEqual(151);
    for (const { columns, rows } of evidenceTables) {
      expect(columns.length).toBeLessThanOrEqual(3);
      expect(rows.length).toBeLessThanOrEqual(6);
    }
    expect(text).not.toContain('not measured');
  });

  it('is written between its marks and nowhere else', () => {
    const mark = (which: string) => `<!-- npm run study -- evidence: wrist: ${which} -->`;
    const own = `by hand\n${mark('begin')}\nold\n${mark('end')}\nby hand too\n`;
    const written = withEvidence(own, results);
    expect(written).toContain(`by hand\n${mark('begin')}\n| Angle, deg |`);
    expect(written).toContain(`|\n${mark('end')}\nby hand too\n`);
    expect(written).not.toContain('old');
    expect(withEvidence('no marks', results)).toBe('no marks');
  });
});

describe('output and arguments', () => {
  it('compact JSON is JSON, a row of figures a line', () => {
    const value = { name: 'a', rows: [[1, null, 'x'], []], none: {}, deep: { list: [{ at: 1 }] } };
    expect(JSON.parse(compactJson(value))).toEqual(value);
    expect(compactJson(value)).toContain('\n  [1,null,"x"],\n');
  });

  it('seeds are numbers, lists and ranges, and nothing else', () => {
    expect(parseSeeds('1-3,7')).toEqual([1, 2, 3, 7]);
    expect(() => parseSeeds('few')).toThrow(/expected 3, 1,2 or 1-5/);
  });
});
