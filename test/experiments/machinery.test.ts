import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Experiment } from './experiment.ts';
import { compactJson } from './report/compact-json.ts';
import { writeEvidence } from './report/write-evidence.ts';
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

  it('is done by worker processes, kept, and told apart by settings and code; a unit that fails is named', async () => {
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

describe('the document', () => {
  it('is written between the marks of an experiment and nowhere else', () => {
    const path = join(folder, 'evidence.md');
    const mark = (which: string) => `<!-- npm run study -- wrist: ${which} -->`;
    writeFileSync(path, `by hand\n${mark('begin')}\nold\n${mark('end')}\nby hand too\n`);
    writeEvidence(pathToFileURL(path), 'wrist', 'new');
    const text = readFileSync(path, 'utf8');
    expect(text).toBe(`by hand\n${mark('begin')}\n\nnew\n\n${mark('end')}\nby hand too\n`);
    writeEvidence(pathToFileURL(path), 'knee', 'elsewhere');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

describe('what is written and what is given', () => {
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
