import { jointNamed, withMuscles } from '../../physics/biomechanics/index.ts';
import { conditionsOf } from './conditions.ts';
import { corrupt } from './corruption.ts';
import { resolveOptions, type SimulationOptions } from './options.ts';
import { recordingPlans } from './recording-plan.ts';
import { truthRateHz } from './simulate-movement.ts';
import { simulateSession } from './simulate-session.ts';
import { angleCsv, angleFile, emgCsv, emgFile, truthCsv, truthFile } from './study-files.ts';
import { participantsTsv, type StudyRecording, studyManifest } from './study-manifest.ts';
import { recordingTruth, type SubjectTruth, subjectTruth } from './subject-truth.ts';
import { virtualSite } from './virtual-site.ts';
import { electrodesOf, virtualSubject } from './virtual-subject.ts';

/** One file of a simulated study, and the progress of the simulation. */
export interface SimulatedFile {
  /** `study`: to upload. `truth`: kept beside the study, never uploaded. */
  readonly set: 'study' | 'truth';
  /** Relative, with forward slashes: `site1/s01_01_elastic_slow_emg.csv`, `truth/s01_01_elastic_slow.csv`. */
  readonly path: string;
  readonly text: string;
  readonly recordingsDone: number;
  readonly recordings: number;
}

/**
 * The files of a simulated study one by one, `study.json` last, in the format of an upload. Only one session's signals
 * are in memory at a time. The same options give the same bytes.
 *
 * Each recording has raw EMG at 1 kHz (mV) and the joint angle at 100 Hz (deg, with 0.1 deg of noise). The truth has 200
 * Hz.
 *
 * @throws FaultError SIMULATION_OPTION for options that are not allowed
 *
 * @example
 * import { simulatedFiles } from 'sarcomere/simulate';
 *
 * const options = { joint: 'wrist', subjects: 1, sites: 1, seed: 1, secondsPerRecording: 5 };
 * const [first] = simulatedFiles(options);
 * first.path; // => 'site1/s01_01_elastic_slow_emg.csv'
 */
export function* simulatedFiles(given: SimulationOptions): Generator<SimulatedFile, void> {
  const options = resolveOptions(given);
  const conditions = conditionsOf(options.joint, options.load);
  const joint = withMuscles(jointNamed(options.joint), conditions.muscles);
  const recordings = options.subjects * options.recordingsPerSubject;
  const made: StudyRecording[] = [];
  const people: SubjectTruth[] = [];
  const fileOf = (set: SimulatedFile['set'], path: string, text: string): SimulatedFile => ({
    set,
    path,
    text,
    recordingsDone: made.length,
    recordings,
  });

  for (let index = 0; index < options.subjects; index++) {
    const site = virtualSite(options.seed, index % options.sites, joint.muscles);
    const subject = virtualSubject(options.seed, index, joint);
    const person = subjectTruth(subject, site);
    people.push(person);
    const plans = recordingPlans(subject.subject, index, conditions, options);
    for (const session of new Set(plans.map((plan) => plan.session))) {
      const electrodes = electrodesOf(subject, site, session, options.seed, options);
      const snrDb = options.noiseSnrDb + site.snrOffsetDb;
      const ofSession = plans.filter((plan) => plan.session === session);
      const simulated = simulateSession(subject, ofSession, electrodes, snrDb, options.seed);
      person.sessions[session] = { ...electrodes, snrDb, noiseFloorMv: simulated.noiseFloorMv };
      for (const recording of simulated.recordings) {
        const { plan, movement, emgMv } = recording;
        const { name } = plan;
        made.push({ plan, site: site.site, subject: subject.subject });
        const isCorrupted = made.length === options.corruptedRecording;
        const corruption = isCorrupted ? corrupt(emgMv, options.seed) : undefined;
        person.recordings[name] = recordingTruth(recording, corruption);
        const lateS = corruption?.angleLateS ?? 0;
        yield fileOf('study', emgFile(site.site, name), emgCsv(joint, emgMv));
        yield fileOf(
          'study',
          angleFile(site.site, name),
          angleCsv(joint, movement, lateS, options.seed, name),
        );
        yield fileOf('truth', truthFile(name), truthCsv(joint, movement));
      }
    }
  }
  const truth = { joint: joint.name, truthRateHz, options, subjects: people };
  yield fileOf('truth', 'truth/subjects.json', `${JSON.stringify(truth, undefined, 2)}\n`);
  yield fileOf('study', 'participants.tsv', participantsTsv(people));
  yield fileOf('study', 'study.json', studyManifest(options.study, joint, made));
}

/**
 * A whole simulated study in memory: the files to upload, `study.json` last, and the truth. For small studies.
 *
 * @returns texts by path
 * @throws FaultError SIMULATION_OPTION for options that are not allowed
 *
 * @example
 * import { simulateStudy } from 'sarcomere/simulate';
 *
 * const { files, truth } = simulateStudy({ joint: 'wrist', subjects: 1, sites: 1, seed: 1, secondsPerRecording: 5 });
 * JSON.parse(files.get('study.json')).joint; // => 'wrist'
 * truth.has('truth/subjects.json'); // => true
 */
export function simulateStudy(options: SimulationOptions): {
  readonly files: Map<string, string>;
  readonly truth: Map<string, string>;
} {
  const files = new Map<string, string>();
  const truth = new Map<string, string>();
  for (const { set, path, text } of simulatedFiles(options))
    (set === 'study' ? files : truth).set(path, text);
  return { files, truth };
}
