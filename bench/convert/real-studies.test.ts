import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { prepareStudy, recordingOnGrid, rowUses } from '../../layers/model/dataset/index.ts';
import type { Manifest } from '../../layers/study/manifest/index.ts';
import { parseManifest } from '../../layers/study/manifest/index.ts';
import { checkStudy } from '../../layers/study/recordings/index.ts';
import { sarcomere } from '../../test/sarcomere.testing.ts';
import { writeCeinmsStudy } from './ceinms-lower-limb.ts';
import { writeUciStudy } from './uci-lower-limb.ts';

/** The real recordings are beside the project, never in it; without them, these tests are skipped. */
const data = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const isHere = existsSync(data);
const folder = mkdtempSync(join(tmpdir(), 'sarcomere-real-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function prepared(studyDir: string) {
  const { manifest } = parseManifest(readFileSync(join(studyDir, 'study.json'), 'utf8')) as {
    manifest: Manifest;
  };
  const read = (file: string) => {
    const path = join(studyDir, file);
    return existsSync(path) ? readFileSync(path) : undefined;
  };
  const reading = checkStudy(manifest, read);
  expect(reading.faults).toEqual([]);
  const onGrid = reading.recordings.map((recording) => recordingOnGrid(recording, manifest.signals));
  return prepareStudy(onGrid, manifest, 'r1');
}

describe.skipIf(!isHere)('the two-site knee study of 49 recordings (skipped without the data folder)', () => {
  it('is prepared whole: with physics if the posture is known, without in gait', () => {
    const studyDir = join(folder, 'knee');
    writeUciStudy(join(data, 'uci-lower-limb'), studyDir);
    const { table, problem, labels } = prepared(studyDir);
    expect(problem.recordings).toHaveLength(49);
    expect(new Set(problem.recordings.map(({ site }) => site))).toEqual(new Set(['bogota', 'manizales']));
    for (const [at, { task, physics }] of problem.recordings.entries()) {
      const isGait = task === 'gait';
      expect(physics, problem.recordings[at]!.file).toBe(isGait ? 'none' : 'equation of motion');
      expect(labels[at]!.source === 'none', problem.recordings[at]!.file).toBe(isGait);
    }
    const withPhysics = labels.filter(({ source }) => source !== 'none');
    const labelledShare =
      withPhysics.reduce((sum, { labelledRows }) => sum + labelledRows, 0) /
      withPhysics.reduce((sum, { rows }) => sum + rows, 0);
    expect(labelledShare).toBeGreaterThan(0.9);
    // For a shank and foot of some 4 kg, gravity and inertia give tens of newton metres, not hundreds.
    for (const { peakTorqueNm } of withPhysics) {
      expect(peakTorqueNm).toBeGreaterThan(3);
      expect(peakTorqueNm).toBeLessThan(60);
    }
    const heldOut = table.use.filter((role) => role === rowUses.heldOut).length;
    expect(heldOut / table.rows).toBeGreaterThan(0.2);
  });
});

describe.skipIf(!isHere)('the treadmill ankle study (skipped without the data folder)', () => {
  it('runs to a model that beats the mean by far, with the measured torque as its physics', async () => {
    const studyDir = join(folder, 'ankle');
    writeCeinmsStudy(join(data, 'ceinms-lower-limb'), studyDir, {
      training: { epochs: 15, lbfgsIterations: 10, hidden: [32] },
      subdomains: { by: 'task' },
    });
    const { problem, labels } = prepared(studyDir);
    expect(problem.recordings.map(({ physics }) => physics)).toEqual(['measured torque', 'measured torque']);
    for (const { labelledRows, rows } of labels) expect(labelledRows / rows).toBeGreaterThan(0.85);

    const { code, json, stderr } = await sarcomere(
      'run',
      studyDir,
      '--data',
      join(folder, 'data'),
      '--out',
      join(folder, 'out'),
      '--json',
    );
    expect(code, stderr).toBe(0);
    const { angleR, angleRmseDeg } = json.metrics as { angleR: number; angleRmseDeg: number };
    // The ankle moves with a deviation of about 6 degrees.
    expect(angleRmseDeg).toBeLessThan(3.5);
    expect(angleR).toBeGreaterThan(0.85);
  });
});
