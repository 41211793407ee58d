import { radiansOf, randomOf } from '../../base/numbers/index.ts';
import { type Condition, type Conditions, heldOutPace } from './conditions.ts';
import type { ResolvedOptions } from './options.ts';
import type { MovementPlan } from './trajectory.ts';

/** What one recording will be, before anybody moves. */
export interface RecordingPlan {
  /** Its name, e.g. `s01_03_weight-palm-up_fast`: the stem of its files and of its truth. */
  readonly name: string;
  readonly session: string;
  readonly condition: Condition;
  readonly pace: string;
  readonly split?: 'train' | 'held-out';
  readonly movement: MovementPlan;
}

const learntPaces = ['slow', 'medium', 'fast'] as const;

/**
 * A subject's recordings in the order they are made. Tasks and paces take turns, and the turns differ between
 * subjects, so that neither tells the other. Where there are several, the last is of a pace that the others
 * lack, in a task that they have, and is held out.
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
