import type { Fault } from '../../../base/faults/index.ts';
import { secondsOf } from './labelled-recording.ts';
import type { TaskGroup } from './task-groups.ts';

/** The first half second of a recording has no past EMG, and a movement takes a second. */
const shortestS = 2;

/** A fault if one recording is too short. */
export function tooShort(file: string, seconds: number): Fault[] {
  if (inTenths(seconds) >= shortestS) return [];
  return [
    {
      code: 'RECORDING_SHORT',
      what: 'The recording is too short to calibrate on.',
      where: { file },
      found: `${seconds.toFixed(1)} s`,
      expected: `at least ${shortestS} s, and ${leastSeconds} s of all recordings of a task`,
      fix: 'Record longer, with several movements through the whole range.',
    },
  ];
}

/** Of fewer seconds, a fifth is less than one movement. */
const leastSeconds = 5;
/** Of these, so many must have past EMG at all lags: nothing is learned from the others. */
const leastLearnedSeconds = 2;

/**
 * A fault if all recordings of a task together are too short.
 *
 * @param lagS the oldest lag of the model: so many seconds at the start of each recording have no past EMG
 */
export function tooFewSeconds(
  { task, recordings }: Pick<TaskGroup, 'task' | 'recordings'>,
  lagS: number,
): Fault[] {
  const seconds = recordings.reduce((sum, one) => sum + secondsOf(one), 0);
  const learned = recordings.reduce((sum, one) => sum + Math.max(0, secondsOf(one) - lagS), 0);
  const isLong = inTenths(seconds) >= leastSeconds;
  if (isLong && inTenths(learned) >= leastLearnedSeconds) return [];
  return [
    {
      code: 'RECORDING_SHORT',
      what: `The recordings${task === undefined ? '' : ` of the task ${task}`} are too short together to calibrate on some and measure the gain on others.`,
      where: {},
      found: isLong
        ? `${learned.toFixed(1)} s without the first ${lagS.toFixed(1)} s of each recording`
        : `${seconds.toFixed(1)} s`,
      expected: isLong
        ? `at least ${leastLearnedSeconds} s`
        : `at least ${leastSeconds} s, better 15 s or more`,
      fix: 'Record longer, with several movements through the whole range, or give more recordings.',
    },
  ];
}

/** As a fault shows it: a rate that was found from rounded times makes 5 s a little shorter. */
function inTenths(seconds: number): number {
  return Math.round(10 * seconds) / 10;
}
