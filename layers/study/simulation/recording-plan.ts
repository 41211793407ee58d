import { radiansOf, randomOf } from '../../base/numbers/index.ts';
import { type Condition, type Conditions, heldOutPace } from './conditions.ts';
import type { ResolvedOptions } from './options.ts';
import type { MovementPlan } from './trajectory.ts';

/** The plan of one recording. */
export interface RecordingPlan {
  /** Name of the recording, e.g. `s01_03_weight-palm-up_fast`: the stem of its files and of its truth. */
  readonly name: string;
  readonly session: string;
  readonly condition: Condition;
  readonly pace: string;
  readonly split?: 'train' | 'held-out';
  readonly movement: MovementPlan;
}

const learntPaces = ['slow', 'medium', 'fast'] as const;

/**
 * A subject's recordings in the order in which they are made. Tasks and paces alternate, in a different order for each
 * subject, so that task and pace are independent. If there are several recordings, the last is held out: it has a task of
 * the others at a pace that they lack.
 */
export function recordingPlans(
  subject: string,
  subjectIndex: number,
  conditions: Conditions,
  options: ResolvedOptions,
): RecordingPlan[] {
  const count = options.recordingsPerSubject;
  const learnt = Math.max(1, count - 1);
  return Array.from({ length: count }, (_, k) => {
    const isHeldOut = count > 1 && k === count - 1;
    const tasksSeen = Math.min(learnt, conditions.tasks.length);
    const condition = conditions.tasks[isHeldOut ? subjectIndex % tasksSeen : k % conditions.tasks.length]!;
    const turn = k + Math.floor(k / learntPaces.length) + subjectIndex;
    const pace = isHeldOut ? heldOutPace : learntPaces[turn % learntPaces.length]!;
    const random = randomOf(options.seed, 'movement', subject, k);
    return {
      name: `${subject}_${String(k + 1).padStart(2, '0')}_${condition.task}_${pace}`,
      session: String(1 + Math.floor((k * options.sessionsPerSubject) / count)),
      condition,
      pace,
      ...(count > 1 && { split: isHeldOut ? ('held-out' as const) : ('train' as const) }),
      movement: {
        centreRad: radiansOf(random.uniform(...condition.centreDeg)),
        amplitudeRad: radiansOf(random.uniform(...condition.amplitudeDeg)),
        paceHz: conditions.pacesHz[pace] * options.speed * random.uniform(0.93, 1.07),
        style: (k + subjectIndex) % 2 === 0 ? 'sines' : 'reaches',
        durationS: Math.round(options.secondsPerRecording * 100) / 100,
      },
    };
  });
}
