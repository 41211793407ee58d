import type { Fault } from '../../base/faults/index.ts';
import { nearestName } from '../../base/faults/index.ts';
import type { GivenNames } from '../inputs/index.ts';
import { namesOf } from './gates/names-of.ts';
import type { GlobalModel } from './global-model.ts';

/** The parts of a model that hold names. */
type Learned = Pick<GlobalModel, 'emgScales' | 'modes' | 'inputNames' | 'trainedSites' | 'trainedTasks'>;

/**
 * Faults of given names that the model has not learned. Otherwise a misspelt name would change the answer without a word. The
 * scores on held-out recordings pass this check by: there a site or task that training has not seen is what is being tried.
 */
export function unknownNames(model: Learned, { subject, site, task }: GivenNames): Fault[] {
  const isStranger = subject !== undefined && !Object.hasOwn(model.emgScales, subject);
  return [
    ...(isStranger ? [unknownSubject(subject)] : []),
    ...unlearned('site', site, model),
    ...unlearned('task', task, model),
  ];
}

/**
 * The sites or tasks that the model has learned from, sorted. Of a model published before it listed them, those whose naming
 * makes a difference by any of its modes; undefined where there are none, so that nobody can say what is misspelt.
 */
export function namesLearned(model: Learned, by: 'site' | 'task'): readonly string[] | undefined {
  const listed = { site: model.trainedSites, task: model.trainedTasks }[by];
  if (listed) return listed;
  const led = Object.values(model.modes).flatMap((gate) => [...namesOf(gate, model.inputNames, by)]);
  return led.length > 0 ? [...new Set(led)].sort() : undefined;
}

function unlearned(by: 'site' | 'task', name: string | undefined, model: Learned): Fault[] {
  const learned = namesLearned(model, by);
  if (name === undefined || !learned || learned.includes(name)) return [];
  const nearest = nearestName(name, learned);
  return [
    {
      code: by === 'site' ? 'SITE_UNKNOWN' : 'TASK_UNKNOWN',
      what: `The model has not learned from that ${by}.`,
      where: { column: by },
      found: JSON.stringify(name),
      expected: `one of ${learned.map((one) => JSON.stringify(one)).join(', ')}`,
      fix: nearest
        ? `Write ${JSON.stringify(nearest)} if that is meant; for another ${by} name none.`
        : `Name no ${by}: the model then answers without knowing it.`,
    },
  ];
}

/** Pseudonyms are not listed, and none is guessed: whoever is called 7Nx would be told of 7N, and predicted as if they were them. */
function unknownSubject(subject: string): Fault {
  return {
    code: 'SUBJECT_UNKNOWN',
    what: 'The model has not seen that subject.',
    where: { column: 'subject' },
    found: JSON.stringify(subject),
    expected: 'a subject of the study, or one that the model was calibrated to',
    fix: "Write the name as the study's manifest does, capital letters too. For somebody new name no subject: the scale is then found from the recording. Or calibrate the model to them.",
  };
}
