import { FaultError } from '../../../layers/base/faults/index.ts';
import { median } from '../../../layers/base/numbers/index.ts';
import { alignRecording } from '../../../layers/model/dataset/testing.ts';
import { inverseDynamicsNm } from '../../../layers/physics/biomechanics/index.ts';
import { alongBlocks, motionStencil } from '../../../layers/physics/signals/index.ts';
import { parseManifest } from '../../../layers/study/manifest/index.ts';
import { checkStudy } from '../../../layers/study/recordings/index.ts';
import { type ReadRecording, recordingsOf, simulateStudy } from '../../../layers/study/simulation/testing.ts';
import type { Measurement } from './measurement.ts';

/** The equation of motion on simulated studies of every joint, whose torque is known. */
export function simulatedTruth(seed: number): Measurement[] {
  return ['wrist', 'elbow', 'knee'].flatMap((joint) => {
    const study = simulateStudy({ joint, subjects: 1, sites: 1, seed, secondsPerRecording: 10 });
    const recordings = recordingsOf(study);
    const against = 'torque of the simulation';
    return [
      {
        what: `Residual of the equation of motion, ${joint}, instantaneous, largest`,
        against,
        reached: Math.max(...recordings.map(instantaneousNm)),
        unit: 'N m',
        must: { be: '<', limit: 1e-9 },
      },
      {
        what: `Residual, ${joint}, angle sampled at 50 Hz and differentiated, rms over range, worst recording`,
        against,
        reached: Math.max(...recordings.map(sampledPercent)),
        unit: '%',
        must: { be: '<', limit: 1 },
      },
      {
        what: `Residual, ${joint}, angle measured with 0.1 degrees of noise, rms over range, median recording`,
        against,
        reached: median(measuredPercents(study, recordings)),
        unit: '%',
      },
    ];
  });
}

function instantaneousNm({ person, name, truth }: ReadRecording): number {
  const { dynamics } = person.recordings[name]!;
  const torqueNm = truth.of('torque_muscle_Nm');
  const [q, v, a] = ['angle_rad', 'velocity_rad_s', 'acceleration_rad_s2'].map((column) => truth.of(column));
  return Math.max(
    ...torqueNm.map((torque, k) => Math.abs(inverseDynamicsNm(dynamics, q![k]!, v![k]!, a![k]!) - torque)),
  );
}

function sampledPercent({ person, name, truth }: ReadRecording): number {
  const at50Hz = (values: Float64Array) => values.filter((_, k) => k % 4 === 0);
  const angleRad = at50Hz(truth.of('angle_rad'));
  const whole = [{ start: 0, end: angleRad.length }];
  const derivative = (order: 1 | 2) => alongBlocks(angleRad, motionStencil(order, 50), whole);
  const movement = { angleRad, velocityRadPerS: derivative(1), accelerationRadPerS2: derivative(2) };
  return residualPercent(person.recordings[name]!.dynamics, movement, at50Hz(truth.of('torque_muscle_Nm')));
}

/** Through the whole preparation: noisy degrees at 100 Hz, low-pass of 6 Hz, 50 Hz, Savitzky and Golay. */
function measuredPercents(
  study: ReturnType<typeof simulateStudy>,
  recordings: readonly ReadRecording[],
): number[] {
  const parsed = parseManifest(study.files.get('study.json')!);
  if ('faults' in parsed) throw new FaultError(parsed.faults);
  const bytes = new TextEncoder();
  const reading = checkStudy(parsed.manifest, (file) => bytes.encode(study.files.get(file)!));
  return reading.recordings.map((recording) => {
    const { person, name, truth } = recordings[recording.index]!;
    const movement = alignRecording(recording, parsed.manifest.signals);
    const startS = truth.of('time_s')[0]!;
    const torqueNm = truth.of('torque_muscle_Nm');
    const atFrames = movement.timeS.map((timeS) => torqueNm[Math.round((timeS - startS) * 200)]!);
    return residualPercent(person.recordings[name]!.dynamics, movement, atFrames);
  });
}

function residualPercent(
  dynamics: Parameters<typeof inverseDynamicsNm>[0],
  movement: {
    readonly angleRad: Float64Array;
    readonly velocityRadPerS: Float64Array;
    readonly accelerationRadPerS2: Float64Array;
  },
  torqueNm: Float64Array,
): number {
  const { angleRad, velocityRadPerS, accelerationRadPerS2 } = movement;
  const residuals = torqueNm.map(
    (torque, k) =>
      inverseDynamicsNm(dynamics, angleRad[k]!, velocityRadPerS[k]!, accelerationRadPerS2[k]!) - torque,
  );
  const known = residuals.filter(Number.isFinite);
  const rms = Math.sqrt(known.reduce((sum, one) => sum + one * one, 0) / known.length);
  return (100 * rms) / (Math.max(...torqueNm) - Math.min(...torqueNm));
}
