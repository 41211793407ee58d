import { degreesOf, matrixColumn, randomOf } from '../../base/numbers/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import { delimitedText, textWithDecimals } from '../formats/index.ts';
import { excitationRateHz, type SimulatedMovement, truthRateHz } from './simulate-movement.ts';

/** Rate of the measured joint angle, Hz. */
const angleRateHz = 100;
/** Noise of a goniometer, degrees (standard deviation). */
const goniometerDeg = 0.1;

/** Paths of a recording's files in the study, and of its truth beside the study. */
export const emgFile = (site: string, recording: string) => `${site}/${recording}_emg.csv`;
export const angleFile = (site: string, recording: string) => `${site}/${recording}_angle.csv`;
export const truthFile = (recording: string) => `truth/${recording}.csv`;

/** Name of a muscle's EMG column, e.g. `emg_fcr_mV`. */
export const emgColumn = (muscle: string) => `emg_${muscle.toLowerCase()}_mV`;

/** Name of the angle's column, e.g. `wrist_flexion_deg`. */
export const angleColumn = ({ name, coordinates: [{ positive }] }: Joint) => `${name}_${positive}_deg`;

/** Raw EMG at 1 kHz as a file of a laboratory: `time_s` and one column a channel, mV. */
export function emgCsv(joint: Joint, emgMv: readonly Float64Array[]): string {
  return delimitedText({
    columns: [
      { name: 'time_s', textOf: textWithDecimals(3), values: timesS(emgMv[0]!.length, excitationRateHz) },
      ...joint.muscles.map(({ name }, i) => ({
        name: emgColumn(name),
        textOf: textWithDecimals(6),
        values: emgMv[i]!,
      })),
    ],
  });
}

/**
 * The angle at 100 Hz as measured by a goniometer, in degrees.
 *
 * @param lateS delay of the time stamps: 0 except in a corrupted recording
 */
export function angleCsv(
  joint: Joint,
  { truth }: SimulatedMovement,
  lateS: number,
  seed: number,
  recording: string,
): string {
  const random = randomOf(seed, 'goniometer', recording);
  const every = truthRateHz / angleRateHz;
  const late = Math.round(lateS * truthRateHz);
  const frames = Math.floor((truth.angleRad.length - 1) / every) + 1;
  const angleDeg = Float64Array.from({ length: frames }, (_, frame) => {
    const angleRad = truth.angleRad[Math.max(0, frame * every - late)]!;
    return degreesOf(angleRad) + goniometerDeg * random.normal();
  });
  return delimitedText({
    columns: [
      { name: 'time_s', textOf: textWithDecimals(2), values: timesS(frames, angleRateHz) },
      { name: angleColumn(joint), textOf: textWithDecimals(4), values: angleDeg },
    ],
  });
}

/**
 * The truth of a recording at 200 Hz, so at every time of the measured angle and between. All digits are kept, so that the
 * written numbers satisfy the equation of motion to rounding.
 */
export function truthCsv(joint: Joint, { truth }: SimulatedMovement): string {
  const frames = truth.angleRad.length;
  const ofMuscle = (matrix: Float64Array, muscle: number) =>
    matrixColumn(matrix, joint.muscles.length, muscle);
  return delimitedText({
    columns: [
      { name: 'time_s', textOf: textWithDecimals(3), values: timesS(frames, truthRateHz) },
      { name: 'angle_rad', values: truth.angleRad },
      { name: 'velocity_rad_s', values: truth.velocityRadPerS },
      { name: 'acceleration_rad_s2', values: truth.accelerationRadPerS2 },
      { name: 'torque_muscle_Nm', values: truth.muscleTorqueNm },
      ...joint.muscles.map(({ name }, i) => ({ name: `force_${name}_N`, values: ofMuscle(truth.forceN, i) })),
      ...joint.muscles.map(({ name }, i) => ({
        name: `activation_${name}`,
        values: ofMuscle(truth.activation, i),
      })),
    ],
  });
}

/** Times of frames from 0, in s. */
function timesS(frames: number, sampleRateHz: number): Float64Array {
  return Float64Array.from({ length: frames }, (_, frame) => frame / sampleRateHz);
}
