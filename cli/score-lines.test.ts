import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scoreLines } from './score-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-scores-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the scores of a model on a terminal', () => {
  it('begin with the warnings on its mode', async () => {
    const warnings = ['The manifest asks for the mode inverse-error, which is not published.'];
    writeFileSync(join(folder, 'metrics.json'), JSON.stringify({ mode: 'single', warnings, scores: [] }));
    const { lines, metrics } = await scoreLines(folder);
    expect(lines[0]).toBe(`warning: ${warnings[0]}`);
    expect(metrics.warnings).toEqual(warnings);
  });

  it('are shown for a run of an earlier version, which marked predictions without names in another way', async () => {
    const score = { scope: 'all', name: 'all', unit: 'deg', rmse: 9.64, r: 0.9, n: 150 };
    const unnamed = { ...score, model: 'gated (unnamed)', rmse: 12.1 };
    const scores = [{ ...score, model: 'gated' }, unnamed];
    writeFileSync(join(folder, 'metrics.json'), JSON.stringify({ mode: 'gated', scores }));
    const { lines, metrics } = await scoreLines(folder);
    expect(metrics.angleRmseDeg).toBe(9.64);
    expect(metrics.angleRmseDegByModel).toEqual({ all: { gated: 9.64, 'gated (no names)': 12.1 } });
    expect(lines.join('\n')).toMatch(/published \(gated\) +9\.6 /);
  });

  it('have no warnings if there are none, or if the model is of an earlier version', async () => {
    for (const more of [{}, { warnings: [] }]) {
      writeFileSync(join(folder, 'metrics.json'), JSON.stringify({ mode: 'single', scores: [], ...more }));
      const { lines, metrics } = await scoreLines(folder);
      expect(lines.join('\n').trim()).toBe('The error of the model is unknown, since nothing was held out.');
      expect(metrics.warnings).toEqual([]);
    }
  });

  it('name the division, and why it was taken, out of the provenance', async () => {
    const subdomains = { by: 'task', because: 'there are 3 tasks' };
    writeFileSync(join(folder, 'metrics.json'), JSON.stringify({ mode: 'single', scores: [] }));
    writeFileSync(join(folder, 'provenance.json'), JSON.stringify({ settings: { subdomains } }));
    const { lines } = await scoreLines(folder);
    expect(lines.at(-1)).toBe('The study is divided by task, as there are 3 tasks.');
  });
});
