import { describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import { dynamicsOf, inverseDynamicsNm, jointNamed, withMuscles } from '../../physics/biomechanics/index.ts';
import { momentArmM, muscleForceN } from '../../physics/biomechanics/testing.ts';
import type { AlignedRecording } from './align.ts';
import { type KnownTorque, knownTorque, labelRecordings, type RecordingToLabel } from './label.ts';
import { pearsonOfKnown } from './pearson.testing.ts';
import { recordingOf, signalsOf, timesS } from './recording.testing.ts';

const names = ['FCR', 'FCU', 'ECRL', 'ECRB', 'ECU'];
const joint = withMuscles(jointNamed('wrist'), names);
const signals = signalsOf(names);
const { timeS } = timesS(0, 10, 50);

/** A wrist that moves and co-contracts: activations, forces and torque that fit one another exactly. */
function movement(phase = 0) {
  const angleRad = timeS.map((t) => 0.4 * Math.sin(3 * t + phase));
  const velocityRadPerS = timeS.map((t) => 1.2 * Math.cos(3 * t + phase));
  const accelerationRadPerS2 = timeS.map((t) => -3.6 * Math.sin(3 * t + phase));
  const activations = names.map((_, i) =>
    timeS.map((t) => 0.2 + 0.15 * Math.sin((2 + 0.7 * i) * t + 2 * i + phase)),
  );
  const forceN = new Float64Array(timeS.length * names.length);
  const torqueNm = timeS.map((_, row) =>
    joint.muscles.reduce((sum, muscle, i) => {
      const force = muscleForceN(muscle, activations[i]![row]!, angleRad[row]!, velocityRadPerS[row]!);
      forceN[row * names.length + i] = force;
      return sum + momentArmM(muscle, angleRad[row]!) * force;
    }, 0),
  );
  // EMG leads force by 40 ms, two rows.
  const envelopes = activations.map((activation, i) =>
    activation.map((_, row) => (3 + i) * activation[Math.min(row + 2, timeS.length - 1)]!),
  );
  const aligned: AlignedRecording = { timeS, envelopes, angleRad, velocityRadPerS, accelerationRadPerS2 };
  return { aligned, torqueNm, forceN };
}

const emg = { ...timesS(0, 10, 50), channels: [] };
const angle = { ...timesS(0, 10, 50), angleRad: timeS };

function labelled(
  aligned: AlignedRecording,
  torque: KnownTorque,
  entry: Parameters<typeof recordingOf>[1] = {},
  isTrainable: (row: number) => boolean = () => true,
): RecordingToLabel {
  const recording = recordingOf({ emg, angle }, entry);
  return {
    recording,
    aligned,
    torque,
    envelopes: aligned.envelopes,
    isTrainable,
  };
}

describe('the torque of a recording', () => {
  const { aligned } = movement();

  it('is the measured one where there is one, whatever the posture', () => {
    const torqueNm = timeS.map((t) => t);
    const recording = recordingOf({ emg, angle }, { posture: 'neutral' });
    expect(knownTorque(recording, { ...aligned, torqueNm }, joint)).toEqual({
      physics: 'measured torque',
      torqueNm,
    });
  });

  it('is that of the equation of motion where the posture is known, with the body and the load of the recording', () => {
    const plain = recordingOf({ emg, angle }, { posture: 'palm-down' });
    const load = { massKg: 1, leverM: 0.08 };
    const participant = { subject: 's1', massKg: 90, heightM: 1.9 };
    const known = knownTorque({ ...plain, load, participant }, aligned, joint);
    const dynamics = dynamicsOf(joint, { posture: 'palm-down', massKg: 90, heightM: 1.9, load })!;
    expect(known).toMatchObject({ physics: 'equation of motion', dynamics });
    for (const row of [0, 123, 456]) {
      const { angleRad, velocityRadPerS, accelerationRadPerS2 } = aligned;
      const expected = inverseDynamicsNm(
        dynamics,
        angleRad[row]!,
        velocityRadPerS[row]!,
        accelerationRadPerS2[row]!,
      );
      expect(known.torqueNm[row]).toBeCloseTo(expected, 9);
    }
    expect(knownTorque(plain, aligned, joint).torqueNm[123]).not.toBeCloseTo(known.torqueNm[123]!, 1);
  });

  it('is unknown where the posture is', () => {
    const { physics, dynamics, torqueNm } = knownTorque(recordingOf({ emg, angle }), aligned, joint);
    expect([physics, dynamics]).toEqual(['none', undefined]);
    expect(torqueNm).toEqual(new Float64Array(timeS.length).fill(Number.NaN));
  });

  it('is refused for a posture that the joint does not have', () => {
    const recording = recordingOf({ emg, angle }, { posture: 'upside-down' });
    expect(() => knownTorque(recording, aligned, joint)).toThrow(FaultError);
  });
});

describe('the forces of a recording', () => {
  const { aligned, torqueNm, forceN } = movement();
  const measured = { physics: 'measured torque', torqueNm } as const;
  const unknown = { physics: 'none', torqueNm: torqueNm.map(() => Number.NaN) } as const;

  it('are the given ones where there are some, and missing for muscles without', () => {
    const given = new Map([['FCU', timeS.map((t) => 30 + t)]]);
    const [label] = labelRecordings([labelled({ ...aligned, forceN: given }, measured)], joint, signals);
    expect(label).toMatchObject({ source: 'given', labelledRows: timeS.length });
    expect([...label!.forceN.subarray(500, 505)]).toEqual([
      Number.NaN,
      32,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('are those that made the movement, found from EMG and torque, if EMG covers the muscles', () => {
    const [label] = labelRecordings([labelled(aligned, measured)], joint, signals);
    expect(label).toMatchObject({ source: 'static optimisation, emg-assisted', labelledRows: timeS.length });
    expect(label!.peakTorqueNm).toBeCloseTo(Math.max(...torqueNm.map(Math.abs)), 9);
    const delivered = timeS.map((_, row) =>
      joint.muscles.reduce(
        (sum, muscle, i) => sum + momentArmM(muscle, aligned.angleRad[row]!) * label!.forceN[row * 5 + i]!,
        0,
      ),
    );
    const unmet = delivered.map((torque, row) => Math.abs(torque - torqueNm[row]!));
    expect(Math.max(...unmet)).toBeLessThan(1e-6);
    expect(pearsonOfKnown(label!.forceN, forceN)).toBeGreaterThan(0.9);
  });

  it('lag the EMG by the electromechanical delay', () => {
    const late = aligned.envelopes.map((envelope) =>
      envelope.map((_, row) => envelope[Math.max(0, row - 2)]!),
    );
    const agreement = [aligned, { ...aligned, envelopes: late }].map((one) =>
      pearsonOfKnown([...labelRecordings([labelled(one, measured)], joint, signals)][0]!.forceN, forceN),
    );
    expect(agreement[0]).toBeGreaterThan(0.999);
    expect(agreement[1]).toBeLessThan(0.998);
  });

  it('are there from the torque alone where no EMG covers the extensors', () => {
    const flexorsOnly = { ...aligned, envelopes: aligned.envelopes.slice(0, 2) };
    const [label] = labelRecordings([labelled(flexorsOnly, measured)], joint, signalsOf(names.slice(0, 2)));
    expect(label).toMatchObject({ source: 'static optimisation, plain', labelledRows: timeS.length });
  });

  it('are missing where torque and forces are', () => {
    const [label] = labelRecordings([labelled(aligned, unknown)], joint, signals);
    expect(label).toMatchObject({ source: 'none', labelledRows: 0 });
    expect(label!.forceN).toEqual(new Float64Array(timeS.length * 5).fill(Number.NaN));
  });

  it('may come from muscles whose tendons stretch: the same torque, other forces', () => {
    const items = [labelled(aligned, measured)];
    const [rigid] = labelRecordings(items, joint, signals, { method: 'plain', tendon: 'rigid' });
    const [compliant] = labelRecordings(items, joint, signals, { method: 'plain', tendon: 'compliant' });
    expect(compliant!.source).toBe('static optimisation, plain');
    expect(compliant!.reserveMaxNm).toBeLessThan(1e-9);
    expect(compliant!.forceN).not.toEqual(rigid!.forceN);
    expect(pearsonOfKnown(compliant!.forceN, rigid!.forceN)).toBeGreaterThan(0.95);
  });

  it('say how many rows got none, by reason', () => {
    const spoilt = torqueNm.map((torque, row) => (row < 10 ? Number.NaN : row < 12 ? 500 : torque));
    const [label] = labelRecordings(
      [labelled(aligned, { physics: 'measured torque', torqueNm: spoilt })],
      joint,
      signals,
    );
    expect(label!.refusedRows).toEqual({ unknown: 10, outOfRange: 0, reserve: 2 });
    expect(label!.labelledRows).toBe(timeS.length - 12);
  });

  it('are refused where the muscles cannot give the torque, all such recordings at once, with file and column', () => {
    const inNmm = { physics: 'measured torque', torqueNm: torqueNm.map((torque) => 1000 * torque) } as const;
    const items = [
      labelled(aligned, inNmm),
      labelled(aligned, measured),
      labelled(aligned, { ...inNmm, physics: 'equation of motion' }),
    ].map((item, at) => ({ ...item, recording: { ...item.recording, file: `${'abc'[at]}.csv` } }));
    const withTorque = { ...signals, torque: { column: 'tau', unit: 'N m', lowPassHz: 0 } as const };
    let faults: readonly unknown[] = [];
    try {
      Array.from(labelRecordings(items, joint, withTorque));
    } catch (error) {
      faults = (error as FaultError).faults;
    }
    expect(faults).toMatchObject([
      { code: 'TORQUE_BEYOND_MUSCLES', where: { file: 'a.csv', column: 'tau' } },
      { code: 'TORQUE_BEYOND_MUSCLES', where: { file: 'c.csv' } },
    ]);
  });

  it('owe nothing to rows that are not trained on: channel gains are fitted on the others', () => {
    const second = movement(1);
    const isEarly = (row: number) => row < 250;
    const labelsWith = (spoilt: (row: number) => boolean) => {
      const wrongNm = torqueNm.map((torque, row) => (spoilt(row) ? -3 * torque : torque));
      const items = [
        labelled(aligned, { physics: 'measured torque', torqueNm: wrongNm }, {}, isEarly),
        labelled(second.aligned, { physics: 'measured torque', torqueNm: second.torqueNm }, {}, isEarly),
      ];
      return [...labelRecordings(items, joint, signals)][1]!.forceN;
    };
    const clean = labelsWith(() => false);
    expect(labelsWith((row) => !isEarly(row))).toEqual(clean);
    expect(labelsWith(isEarly)).not.toEqual(clean);
  });

  it('owe nothing to other sessions, where the electrodes lay elsewhere', () => {
    const spoilt = { physics: 'measured torque', torqueNm: torqueNm.map((torque) => -3 * torque) } as const;
    const forcesBeside = (...others: RecordingToLabel[]) =>
      [...labelRecordings([labelled(aligned, measured), ...others], joint, signals)][0]!.forceN;
    const alone = forcesBeside();
    expect(forcesBeside(labelled(aligned, spoilt, { session: '2' }))).toEqual(alone);
    expect(forcesBeside(labelled(aligned, spoilt, { subject: 's2' }))).toEqual(alone);
    expect(forcesBeside(labelled(aligned, spoilt))).not.toEqual(alone);
  });
});
