import type { Fault } from '../../base/faults/index.ts';
import { nearestName } from '../../base/faults/index.ts';
import type { GivenNames } from '../inputs/index.ts';
import { namesOf } from './gates/names-of.ts';
import type { GlobalModel } from './global-model.ts';

/** The parts of a model that hold names. */
type Learned = Pick<
  GlobalModel,
  'emgScales' | 'calibrations' | 'modes' | 'inputNames' | 'trainedSites' | 'trainedTasks'
>;

/**
 * Faults of given names that the model has not learned. Without this check a misspelt name would change the prediction
 * silently. Scores on held-out recordings skip the check: they try sites and tasks that training has not seen.
 */
export function unknownNames(model: Learned, { subject, site, task }: GivenNames): Fault[] {
  const { emgScales, calibrations = {} } = model;
  const isStranger =
    subject !== undefined && !Object.hasOwn(emgScales, subject) && !Object.hasOwn(calibrations, subject);
  return [
    ...(isStranger ? [unknownSubject(subject)] : []),
    ...unlearned('site', site, model),
    ...unlearned('task', task, model),
  ];
}

/**
 * The sites or tasks that the model has learned from, sorted. A model that was published without these lists has the
 * names that change the prediction of any mode; undefined if there are none: no name can then be called misspelt.
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
        : `Name no ${by}: the model then predicts without it.`,
    },
  ];
}

/** Pseudonyms are neither listed nor suggested: a typing error must not reveal a participant, or predict 7Nx as 7N. */
function unknownSubject(subject: string): Fault {
  return {
    code: 'SUBJECT_UNKNOWN',
    what: 'The model has not seen that subject.',
    where: { column: 'subject' },
    found: JSON.stringify(subject),
    expected: 'a subject of the study, or one that the model was calibrated to',
    fix: "Write the name as the study's manifest does, capital letters too. For a new person, name no subject (the scale is then found from the recording), or calibrate the model to this person.",
  };
}
