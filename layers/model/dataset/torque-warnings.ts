import type { Fault } from '../../base/faults/index.ts';
import { decimals, grouped } from '../../base/numbers/index.ts';
import type { ForceLabel } from './label.ts';

/** The labels of one recording, without their forces. */
interface LabelledRecording extends Pick<ForceLabel, 'refusedRows' | 'reserveMaxNm' | 'peakTorqueNm'> {
  readonly file: string;
  readonly rows: number;
}

/** Of the frames with a known torque, the share beyond the muscles that is still usual: the ends of movements, and artefacts. */
const usualShare = 0.1;

/**
 * Warnings of recordings whose torque the muscles cannot give in many frames. In most frames it is a fault; a torque with the
 * opposite sign can stay below that, since muscles give the smaller part of it.
 *
 * @param jointName name of the joint
 */
export function torqueWarnings(labels: readonly LabelledRecording[], jointName: string): Fault[] {
  return labels.flatMap(({ file, rows, refusedRows, reserveMaxNm, peakTorqueNm }) => {
    const { unknown, outOfRange, reserve } = refusedRows;
    const known = rows - unknown - outOfRange;
    if (reserve <= usualShare * known) return [];
    return [
      {
        code: 'TORQUE_OFTEN_BEYOND',
        what: `The muscles of the ${jointName} cannot give the torque in ${grouped(reserve)} of ${grouped(known)} frames. These have no force labels.`,
        where: { file },
        found: `a torque up to ${decimals(reserveMaxNm, 1)} N m beyond the muscles, with a peak of ${decimals(peakTorqueNm, 1)} N m`,
        expected: 'a torque that the muscles of the joint can give in nearly all frames',
        fix: 'Check unit and sign (signals.torque.positive) of the torque, the posture, the load, and the mass of the subject.',
      },
    ];
  });
}
