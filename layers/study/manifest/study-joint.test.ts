import { describe, expect, it } from 'vitest';
import { directions, opposite } from '../../physics/biomechanics/index.ts';
import { hinge } from '../../physics/biomechanics/testing.ts';
import { filesOfStudy } from '../recordings/index.ts';
import { csvOf, goodRows, leastManifest, parsed, readText } from '../recordings/testing.ts';
import type { ManifestInput } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';

/** A knee described in the manifest, with one muscle of constant moment arm. */
function ownKnee() {
  return {
    name: 'my-knee',
    positive: 'extension' as const,
    rangeDeg: [-130, 10] as [number, number],
    segment: { massKg: 4, centreOfMassM: 0.2, inertiaKgM2: 0.3 },
    postures: { seated: { cos: 1 } },
    muscles: [
      {
        name: 'quadriceps',
        standsFor: ['rect_fem_r'],
        maxIsometricForceN: 5000,
        optimalFibreLengthM: 0.1,
        tendonSlackLengthM: 0.2,
        momentArmM: [0.04],
        pathLengthM: [0.28],
        forceModel: 'isometric' as const,
      },
    ],
  };
}

function withJoint(joint: ManifestInput['joint']): ManifestInput {
  return { ...leastManifest(), joint };
}

function faultsOf(joint: unknown) {
  const result = parseManifest(JSON.stringify({ ...leastManifest(), joint }, null, 1));
  return 'faults' in result ? result.faults : [];
}

describe('a joint described in the manifest', () => {
  it('is the joint of the study', () => {
    const reading = readText(parsed(withJoint(ownKnee())), { 'a.csv': csvOf(goodRows()) });
    expect(reading.faults).toEqual([]);
    expect(reading.joint).toMatchObject({
      name: 'my-knee',
      coordinates: [{ name: 'my-knee', unit: 'rad', positive: 'extension' }],
    });
    expect(reading.recordings[0]!.angle.angleRad[0]).toBeCloseTo((-20 * Math.PI) / 180, 9);
  });

  it.each(directions.map((positive) => ({ positive, back: opposite(positive) })))(
    'may move in $positive while angle and torque grow with $back',
    ({ positive, back }) => {
      const manifest = withJoint({ ...ownKnee(), positive });
      manifest.signals.angle.positive = back;
      manifest.signals.torque = { column: 'moment', positive: back };
      const header = csvOf(goodRows()).split('\n');
      const files = {
        'a.csv': header.map((line, at) => line && `${line},${at === 0 ? 'moment' : '3'}`).join('\n'),
      };
      const { faults, recordings } = readText(parsed(manifest), files);
      expect(faults).toEqual([]);
      expect(recordings[0]!.angle.angleRad[0]).toBeCloseTo((-20 * Math.PI) / 180, 9);
      expect(recordings[0]!.torque!.torqueNm[0]).toBe(-3);
    },
  );

  it('determines the directions of angle and torque', () => {
    const signals = leastManifest().signals;
    signals.angle.positive = 'flexion';
    signals.torque = { column: 'moment', positive: 'adduction' };
    const manifest = { ...leastManifest(), joint: { ...ownKnee(), positive: 'abduction' }, signals };
    const result = parseManifest(JSON.stringify(manifest));
    expect('faults' in result && result.faults).toEqual([
      expect.objectContaining({
        code: 'DIRECTION_UNKNOWN',
        where: expect.objectContaining({ column: 'signals.angle.positive' }),
        expected: '"abduction" or "adduction"',
      }),
    ]);
  });

  it('whose polynomials disagree is refused with the field and its line', () => {
    const joint = ownKnee();
    joint.muscles[0]!.pathLengthM = [0.28, 0.04];
    const [fault] = faultsOf(joint);
    expect(fault).toMatchObject({
      code: 'POLYNOMIALS_DISAGREE',
      where: { file: 'study.json', column: 'joint.muscles[0].momentArmM' },
    });
    expect(fault!.where.row).toBeGreaterThan(5);
  });

  it('with a misspelt field is refused at that field', () => {
    const { dampingNmSPerRad, ...segment } = { dampingNmSPerRad: 1, ...ownKnee().segment };
    expect(faultsOf({ ...ownKnee(), segment: { ...segment, damping: dampingNmSPerRad } })).toEqual([
      expect.objectContaining({
        code: 'MANIFEST_FIELD_UNKNOWN',
        where: expect.objectContaining({ column: 'joint.segment.damping' }),
      }),
    ]);
  });

  it('with text for a number is refused at that number', () => {
    const joint = ownKnee();
    expect(faultsOf({ ...joint, segment: { ...joint.segment, massKg: 'four' } })).toEqual([
      expect.objectContaining({
        code: 'MANIFEST_VALUE',
        where: expect.objectContaining({ column: 'joint.segment.massKg' }),
      }),
    ]);
  });

  it('determines the muscles of the channels', () => {
    const { standsFor: _, ...muscle } = ownKnee().muscles[0]!;
    expect(faultsOf({ ...ownKnee(), muscles: [muscle] })).toEqual([
      expect.objectContaining({ code: 'MUSCLE_UNKNOWN', expected: 'one of quadriceps' }),
    ]);
  });

  it('that is neither a name nor an object is refused', () => {
    for (const joint of [7, null, [], true]) expect(faultsOf(joint)).toHaveLength(1);
  });
});

describe('a joint from an OpenSim model', () => {
  const joint = { file: 'hinge.osim', coordinate: 'bend', positive: 'flexion' as const };
  const manifest = () => {
    const given = withJoint({ ...joint });
    given.signals.emg.channels[0]!.muscle = 'flexor';
    return given;
  };
  const files = { 'a.csv': csvOf(goodRows()), 'hinge.osim': hinge() };

  it('is a file of the study', () => {
    expect(filesOfStudy(parsed(manifest()))).toContain('hinge.osim');
  });

  it('is the joint of the study', () => {
    const reading = readText(parsed(manifest()), files);
    expect(reading.faults).toEqual([]);
    expect(reading.joint!.muscles.map(({ name }) => name)).toEqual(['flexor']);
    expect(reading.recordings).toHaveLength(1);
  });

  it('that is missing, or cannot be used, is a fault of that file', () => {
    const missing = readText(parsed(manifest()), { 'a.csv': files['a.csv'] });
    expect(missing.faults).toMatchObject([
      {
        code: 'FILE_MISSING',
        what: "The OpenSim model of the study's joint is missing.",
        where: { file: 'hinge.osim' },
      },
    ]);
    const wrapped = readText(parsed(manifest()), { ...files, 'hinge.osim': hinge({ wrap: '-1 -1' }) });
    expect(wrapped.faults).toMatchObject([{ code: 'PATH_WRAPS', where: { file: 'hinge.osim' } }]);
  });

  it('determines muscles, postures and directions once the model is read', () => {
    const given = manifest();
    given.signals.emg.channels[0]!.muscle = 'rect_fem_r';
    given.recordings[0]!.posture = 'seated';
    expect(readText(parsed(given), files).faults).toMatchObject([
      { code: 'MUSCLE_UNKNOWN', where: { file: 'study.json', column: 'signals.emg.channels[0].muscle' } },
      { code: 'POSTURE_UNKNOWN', where: { file: 'study.json', column: 'recordings[0].posture' } },
    ]);
  });

  it('must lie in the folder of the study and be a model', () => {
    expect(faultsOf({ ...joint, file: '../hinge.osim' })).toHaveLength(1);
    expect(faultsOf({ ...joint, file: 'hinge.xml' })).toHaveLength(1);
  });
});

describe('a name that is no joint', () => {
  it.each([
    ['hip', /^Name a built-in joint, or give an object .*joint of your own.*OpenSim model/],
    ['wirst', /^Write "wrist" if that is meant, or give an object .*joint of your own.*OpenSim model/],
  ])('gets a fault with every way to give a joint: %s', (name, fix) => {
    expect(faultsOf(name)).toMatchObject([
      {
        code: 'JOINT_UNKNOWN',
        where: { column: 'joint' },
        expected: '"wrist", "elbow", "knee", "ankle", or an object',
        fix: expect.stringMatching(fix),
      },
    ]);
  });
});

describe('a load', () => {
  it('with a mass needs the distance at which it acts', () => {
    const bad = leastManifest();
    bad.recordings[0]!.load = { massKg: 2 };
    const result = parseManifest(JSON.stringify(bad));
    expect('faults' in result && result.faults).toMatchObject([
      { code: 'LOAD_IMPOSSIBLE', where: { file: 'study.json', column: 'recordings[0].load' } },
    ]);
    bad.recordings[0]!.load.leverM = 0.3;
    expect('faults' in parseManifest(JSON.stringify(bad))).toBe(false);
  });
});
