import { beforeAll, describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import { inverseDynamicsNm } from '../../physics/biomechanics/index.ts';
import { momentArmM } from '../../physics/biomechanics/testing.ts';
import { alongBlocks, envelopeOf } from '../../physics/signals/index.ts';
import { savitzkyGolay } from '../../physics/signals/testing.ts';
import { parseManifest } from '../manifest/index.ts';
import { checkStudy } from '../recordings/index.ts';
import type { SimulationOptions } from './options.ts';
import { type ReadRecording, recordingsOf } from './read-back.testing.ts';
import { simulateStudy } from './simulate-study.ts';

const small: SimulationOptions = { joint: 'wrist', subjects: 2, sites: 2, seed: 1, secondsPerRecording: 10 };
const muscles = ['FCR', 'FCU', 'ECRL', 'ECRB', 'ECU'];

describe('a simulated wrist study', () => {
  let study: ReturnType<typeof simulateStudy>;
  let recordings: ReadRecording[];
  beforeAll(() => {
    study = simulateStudy(small);
    recordings = recordingsOf(study);
  });

  it('is the same to the bit for the same seed, and another study for another seed', () => {
    const brief = { ...small, subjects: 1, sites: 1, secondsPerRecording: 2 };
    expect(simulateStudy(brief)).toEqual(simulateStudy(brief));
    const emg = 'site1/s01_01_elastic_slow_emg.csv';
    expect(simulateStudy({ ...brief, seed: 2 }).files.get(emg)).not.toBe(simulateStudy(brief).files.get(emg));
  });

  it('has a manifest that names every file, comes last and holds out one unseen pace a subject', () => {
    const parsed = parseManifest(study.files.get('study.json')!);
    if ('faults' in parsed) throw new FaultError(parsed.faults);
    const entries = parsed.manifest.recordings;
    const named = entries.flatMap(({ files }) => [files!.emg, files!.ik]);
    expect([...study.files.keys()]).toEqual([...named, 'participants.tsv', 'study.json']);
    const heldOut = entries.filter(({ split }) => split === 'held-out');
    expect(heldOut.map(({ subject }) => subject)).toEqual(['s01', 's02']);
    expect(heldOut.every(({ files }) => files!.emg.includes('brisk'))).toBe(true);
    expect(new Set(entries.map(({ posture }) => posture)).size).toBe(3);
    expect(entries[0]!.load).toEqual({ stiffnessNmPerRad: 0.8, restAngleDeg: 0 });
  });

  it('satisfies the equation of motion in its written truth within 1e-9 N m', () => {
    for (const { person, name, truth } of recordings) {
      const { dynamics } = person.recordings[name]!;
      for (let k = 0; k < truth.frames; k++) {
        const [q, v, a] = ['angle_rad', 'velocity_rad_s', 'acceleration_rad_s2'].map((c) => truth.of(c)[k]!);
        const torqueNm = truth.of('torque_muscle_Nm')[k]!;
        const ofForcesNm = person.muscles.reduce(
          (sum, muscle) => sum + momentArmM(muscle, q!) * truth.of(`force_${muscle.name}_N`)[k]!,
          0,
        );
        const residualNm = inverseDynamicsNm(dynamics, q!, v!, a!) - torqueNm;
        if (Math.abs(residualNm) > 1e-9) expect.fail(`${name} frame ${k}: residual ${residualNm} N m`);
        if (Math.abs(ofForcesNm - torqueNm) > 1e-9)
          expect.fail(`${name} frame ${k}: forces and torque disagree`);
      }
    }
  });

  it('satisfies the equation within 1 % of the torque range with Savitzky-Golay derivatives at 50 Hz', () => {
    for (const { person, name, truth } of recordings) {
      const { dynamics } = person.recordings[name]!;
      const at50Hz = (values: Float64Array) => values.filter((_, k) => k % 4 === 0);
      const q = at50Hz(truth.of('angle_rad'));
      const torqueNm = at50Hz(truth.of('torque_muscle_Nm'));
      const whole = [{ start: 0, end: q.length }];
      const [velocity, acceleration] = ([1, 2] as const).map((order) =>
        alongBlocks(q, savitzkyGolay(9, 4, order, 1 / 50), whole),
      );
      let squares = 0;
      for (let k = 4; k + 4 < q.length; k++) {
        const ofAngleNm = inverseDynamicsNm(dynamics, q[k]!, velocity![k]!, acceleration![k]!);
        squares += (ofAngleNm - torqueNm[k]!) ** 2;
      }
      const rangeNm = Math.max(...torqueNm) - Math.min(...torqueNm);
      expect(Math.sqrt(squares / (q.length - 8)) / rangeNm, name).toBeLessThan(0.01);
    }
  });

  it('stays in human ranges: 20 to 60 degrees, torques below 2 N m, forces of 0 to 200 N, activations of 0.01 to 1', () => {
    for (const { name, truth } of recordings) {
      const far = (180 / Math.PI) * Math.max(...truth.of('angle_rad').map(Math.abs));
      expect(far, name).toBeGreaterThan(20);
      expect(far, name).toBeLessThan(60);
      const peakNm = Math.max(...truth.of('torque_muscle_Nm').map(Math.abs));
      expect(peakNm, name).toBeGreaterThan(0.3);
      expect(peakNm, name).toBeLessThan(2);
      for (const muscle of muscles) {
        const force = truth.of(`force_${muscle}_N`);
        const activation = truth.of(`activation_${muscle}`);
        expect(Math.min(...force), `${name} ${muscle}`).toBeGreaterThan(0);
        expect(Math.max(...force), `${name} ${muscle}`).toBeLessThan(200);
        expect(Math.min(...activation)).toBeGreaterThanOrEqual(0.0099);
        expect(Math.max(...activation)).toBeLessThan(1);
      }
    }
  });

  it('has an angle at 100 Hz with 0.1 degrees of noise, at times of the truth', () => {
    for (const { name, truth, angle } of recordings) {
      const time = angle.of('time_s');
      expect(time.length).toBe(1001);
      const errors = time.map((timeS, k) => {
        expect(truth.of('time_s')[2 * k]).toBe(timeS);
        return angle.of('wrist_flexion_deg')[k]! - (truth.of('angle_rad')[2 * k]! * 180) / Math.PI;
      });
      const rmsDeg = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
      expect(rmsDeg, name).toBeGreaterThan(0.09);
      expect(rmsDeg, name).toBeLessThan(0.11);
    }
  });

  it('has EMG whose envelope correlates with the activation, r > 0.8, and leads by 40 ms and the lag of activation', () => {
    const bestLeads: number[] = [];
    for (const { name, truth, emg } of recordings) {
      for (const muscle of muscles) {
        const activation = truth.of(`activation_${muscle}`);
        const isWorking = Math.max(...activation) > 0.1;
        if (!isWorking) continue;
        const envelope = envelopeOf(emg.of(`emg_${muscle.toLowerCase()}_mV`), 1000, {
          kind: 'raw',
          bandPassHz: [20, 450],
          envelopeHz: 2,
          causal: false,
        });
        const leads = Array.from({ length: 31 }, (_, k) => k * 0.01);
        const r = leads.map((leadS) => correlationAt(envelope, activation, leadS));
        const best = Math.max(...r);
        expect(best, `${name} ${muscle}`).toBeGreaterThan(0.8);
        bestLeads.push(leads[r.indexOf(best)]!);
      }
    }
    const meanLeadS = bestLeads.reduce((sum, lead) => sum + lead, 0) / bestLeads.length;
    expect(bestLeads.length).toBeGreaterThan(20);
    expect(meanLeadS).toBeGreaterThan(0.05);
    expect(meanLeadS).toBeLessThan(0.11);
  });

  it('is read back without a fault or a warning, loads and participants included', () => {
    const parsed = parseManifest(study.files.get('study.json')!);
    if ('faults' in parsed) throw new FaultError(parsed.faults);
    const bytes = new TextEncoder();
    const reading = checkStudy(parsed.manifest, (file) => bytes.encode(study.files.get(file)!));
    expect([...reading.faults, ...reading.warnings]).toEqual([]);
    expect(reading.recordings).toHaveLength(10);
    for (const recording of reading.recordings) {
      const { person, name } = recordings[recording.index]!;
      const truth = person.recordings[name]!;
      expect(recording.load?.stiffnessNmPerRad).toBe(truth.load.stiffnessNmPerRad);
      expect(recording.load?.restAngleRad ?? 0).toBeCloseTo(truth.load.restAngleRad ?? 0, 9);
      expect(recording.participant?.massKg).toBe(person.massKg);
    }
  });
});

/** Pearson's r between the envelope (1 kHz) and the activation (200 Hz) that comes `leadS` later. */
function correlationAt(envelope: Float64Array, activation: Float64Array, leadS: number): number {
  const lead = Math.round(leadS * 200);
  const y = activation.subarray(lead);
  const x = Float64Array.from(y, (_, k) => envelope[5 * k]!);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let k = 0; k < x.length; k++) {
    xy += (x[k]! - mx) * (y[k]! - my);
    xx += (x[k]! - mx) ** 2;
    yy += (y[k]! - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}
