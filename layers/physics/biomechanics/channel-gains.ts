import { FaultError } from '../../base/faults/index.ts';
import { nonNegativeLeastSquares } from '../../base/numbers/index.ts';
import { armAt, forceLine, gainAt, lineWidth, passiveAt } from './hill.ts';
import type { Joint } from './joint.ts';
import { muscleIndex } from './joints.ts';
import { momentArmM } from './moment-arm.ts';
import type { TorqueFrames } from './static-optimisation.ts';

/** One EMG channel of a recording: an envelope in any unit, and the muscle it was taken from. */
export interface EmgChannel {
  readonly muscle: string;
  readonly envelope: Float64Array;
}

/**
 * Gains that turn EMG envelopes into activations, fitted to the torque that the muscles must have delivered. No maximal
 * contraction has to be recorded. Non-negative ridge regression
 * `min sum_t (tau_t - sum_i r_i (p_i + g_i sum_c gain_c u_ct))^2 + ridge sum_c P_c (gain_c - prior_c)^2, gain_c >= 0`
 * over all frames of all recordings of one subject and session, where `P_c = sum_t (r g u_c)^2`, so the unit of the
 * envelopes is free. The torque cannot separate synergists. The prior does: channels that pull in the same direction get
 * the same RMS activation, whose size is fitted to the torque. Shrinking to zero instead would remove one of two
 * synergists. Channels whose muscle the joint lacks get gain 0.
 *
 * @param recordings frames of one subject, all with the same channels in the same order
 * @param ridge weight of the prior against the data, 0.05 by default
 * @returns one gain a channel (activation per unit of envelope), or undefined if there are fewer than 10 finite frames a
 *   channel
 * @throws FaultError CHANNELS_DIFFER if recordings differ in their channels
 */
export function fitChannelGains(
  joint: Joint,
  recordings: readonly (Omit<TorqueFrames, 'excitation'> & { readonly channels: readonly EmgChannel[] })[],
  ridge: number = 0.05,
): Float64Array | undefined {
  const first = recordings[0]?.channels ?? [];
  for (const recording of recordings) sameChannels(first, recording.channels);
  const muscleOf = first.map((channel) => muscleIndex(joint, channel.muscle));
  const count = first.length;
  const { gram, moment, envelopePower, frames } = normalEquations(joint, recordings, muscleOf);
  if (count === 0 || frames < 10 * count) return undefined;

  // In units of each channel's own RMS, x_c is the RMS activation.
  const unit = envelopePower.map((power) => 1 / Math.sqrt(power / frames || 1));
  for (let c = 0; c < count; c++) {
    moment[c]! *= unit[c]!;
    for (let d = 0; d < count; d++) gram[c * count + d]! *= unit[c]! * unit[d]!;
  }
  const [lowest, highest] = joint.coordinates[0].range;
  const middleRad = (lowest + highest) / 2;
  const pullsUp = muscleOf.map((i) => i !== undefined && momentArmM(joint.muscles[i]!, middleRad) > 0);
  const prior = commonActivations(gram, moment, pullsUp);
  for (let c = 0; c < count; c++) {
    const power = gram[c * count + c]!;
    moment[c]! += ridge * power * prior[c]!;
    gram[c * count + c] = power * (1 + ridge);
  }
  return nonNegativeLeastSquares(gram, moment).map((x, c) => x * unit[c]!);
}

/** Sums over the finite frames: X'X and X'y of the torque by channel at unit gain, and u'u of the envelopes. */
function normalEquations(
  joint: Joint,
  recordings: Parameters<typeof fitChannelGains>[1],
  muscleOf: readonly (number | undefined)[],
): { gram: Float64Array; moment: Float64Array; envelopePower: Float64Array; frames: number } {
  const count = muscleOf.length;
  const gram = new Float64Array(count * count);
  const moment = new Float64Array(count);
  const envelopePower = new Float64Array(count);
  const row = new Float64Array(count);
  const lines = new Float64Array(joint.muscles.length * lineWidth);
  let frames = 0;
  for (const recording of recordings) {
    for (let t = 0; t < recording.angleRad.length; t++) {
      let targetNm = recording.torqueNm[t]!;
      joint.muscles.forEach((muscle, i) => {
        forceLine(muscle, recording.angleRad[t]!, recording.velocityRadPerS[t]!, lines, i * lineWidth);
        targetNm -= lines[i * lineWidth + armAt]! * lines[i * lineWidth + passiveAt]!;
      });
      for (let c = 0; c < count; c++) {
        const at = (muscleOf[c] ?? 0) * lineWidth;
        const perActivationNm = muscleOf[c] === undefined ? 0 : lines[at + armAt]! * lines[at + gainAt]!;
        row[c] = perActivationNm * recording.channels[c]!.envelope[t]!;
      }
      if (!Number.isFinite(row.reduce((sum, one) => sum + one, targetNm))) continue;
      frames++;
      for (let c = 0; c < count; c++) {
        envelopePower[c]! += recording.channels[c]!.envelope[t]! ** 2;
        moment[c]! += row[c]! * targetNm;
        for (let d = 0; d < count; d++) gram[c * count + d]! += row[c]! * row[d]!;
      }
    }
  }
  return { gram, moment, envelopePower, frames };
}

/** The best fit if all channels that pull in the same direction share one activation: two unknowns. */
function commonActivations(
  gram: Float64Array,
  moment: Float64Array,
  pullsUp: readonly boolean[],
): readonly number[] {
  const count = moment.length;
  const sums = new Float64Array(4);
  const right = new Float64Array(2);
  for (let c = 0; c < count; c++) {
    const way = Number(pullsUp[c]);
    right[way]! += moment[c]!;
    for (let d = 0; d < count; d++) sums[2 * way + Number(pullsUp[d])]! += gram[c * count + d]!;
  }
  const shared = nonNegativeLeastSquares(sums, right);
  return pullsUp.map((up) => shared[Number(up)]!);
}

/**
 * Activation from EMG, by muscle in the joint's order: gains times envelopes, summed over the channels of a muscle
 * (a lumped muscle may have several), clipped to 0..1. Undefined for a muscle without a channel.
 */
export function activationByMuscle(
  joint: Joint,
  channels: readonly EmgChannel[],
  gains: ArrayLike<number>,
): (Float64Array | undefined)[] {
  const byMuscle: (Float64Array | undefined)[] = joint.muscles.map(() => undefined);
  channels.forEach((channel, c) => {
    const i = muscleIndex(joint, channel.muscle);
    if (i === undefined) return;
    const activation = byMuscle[i] ?? new Float64Array(channel.envelope.length);
    for (let t = 0; t < activation.length; t++) activation[t]! += gains[c]! * channel.envelope[t]!;
    byMuscle[i] = activation;
  });
  for (const activation of byMuscle)
    activation?.forEach((a, t) => {
      activation[t] = Math.min(1, Math.max(0, a));
    });
  return byMuscle;
}

function sameChannels(first: readonly EmgChannel[], other: readonly EmgChannel[]): void {
  const expected = first.map((channel) => channel.muscle).join(', ');
  const found = other.map((channel) => channel.muscle).join(', ');
  if (found === expected) return;
  throw new FaultError([
    {
      code: 'CHANNELS_DIFFER',
      what: 'Recordings of one subject differ in their EMG channels.',
      where: {},
      found,
      expected,
      fix: 'Give every recording of the subject the same channels in the same order.',
    },
  ]);
}
