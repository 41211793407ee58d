import { z } from 'zod';
import { pseudonym, studyFile } from './names.ts';

const load = z
  .strictObject({
    massKg: z.number().min(0).max(100).optional().describe('Mass held or strapped on, in kg. Default: none.'),
    leverM: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Distance of that mass from the joint, in m. Default: none; a mass needs it.'),
    stiffnessNmPerRad: z
      .number()
      .min(0)
      .max(1000)
      .optional()
      .describe('Stiffness of a spring or band that acts on the joint, in N m/rad. Default: none.'),
    restAngleDeg: z
      .number()
      .min(-180)
      .max(180)
      .optional()
      .describe('Angle at which the spring is slack, in degrees, counted as signals.angle is. Default: 0.'),
    inertiaKgM2: z
      .number()
      .min(0)
      .max(10)
      .optional()
      .describe('Moment of inertia that a device adds, in kg m2. Default: none.'),
  })
  .describe('Known external load. Default: none.');

const files = z
  .strictObject({
    emg: studyFile.describe('File with the EMG channels.'),
    ik: studyFile.describe('File with the joint angle (inverse kinematics).'),
    id: studyFile
      .optional()
      .describe('File with the torque (inverse dynamics). Default: none; no torque for this recording.'),
    forces: studyFile
      .optional()
      .describe('File with the muscle forces. Default: none; no forces for this recording.'),
  })
  .describe('Several synchronised files instead of one. Either file or files.');

/** One synchronised recording: where it lies and what was done in it. */
export const entrySchema = z
  .strictObject({
    file: studyFile.optional().describe('The recording, relative to study.json. Either file or files.'),
    files: files.optional(),
    site: pseudonym
      .default('site')
      .describe('Where it was recorded. A prediction may name a site that has training rows.'),
    subject: pseudonym.describe('Who was recorded: a pseudonym, as in participants.tsv.'),
    session: pseudonym.default('1').describe('Which session: electrodes stay in place within one.'),
    task: pseudonym
      .default('task')
      .describe('What the subject did. A prediction may name a task that has training rows.'),
    posture: pseudonym
      .default('unknown')
      .describe(
        'Posture as the joint defines it, such as seated or standing; unknown: no gravity, so no physics without a torque.',
      ),
    load: load.optional(),
    split: z
      .enum(['train', 'validation', 'held-out'])
      .optional()
      .describe(
        'What the recording serves. Default: chosen by seed, one recording in four held out, or the last quarter of an only one.',
      ),
  })
  .check((context) => {
    const { file, files } = context.value;
    if ((file === undefined) !== (files === undefined)) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      path: [],
      message: 'either file or files',
      params: {
        code: 'RECORDING_FILE',
        found: file === undefined ? 'neither file nor files' : 'both file and files',
      },
    });
  })
  .meta({ oneOf: [{ required: ['file'] }, { required: ['files'] }] });
