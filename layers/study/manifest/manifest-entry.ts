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
      .describe('Distance of that mass from the joint, in m. Default: none; required with a mass.'),
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
      .describe(
        'Angle at which the spring is slack, in degrees, with the sign of signals.angle. Default: 0.',
      ),
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

/** One synchronised recording: its files, and who did what in it. */
export const entrySchema = z
  .strictObject({
    file: studyFile.optional().describe('The recording, relative to study.json. Either file or files.'),
    files: files.optional(),
    site: pseudonym
      .default('site')
      .describe('Site of the recording. A prediction may name a site that has training rows.'),
    subject: pseudonym.describe('Subject of the recording: a pseudonym, as in participants.tsv.'),
    session: pseudonym
      .default('1')
      .describe('Session of the subject; electrodes stay in place within a session.'),
    task: pseudonym
      .default('task')
      .describe('Task of the subject. A prediction may name a task that has training rows.'),
    posture: pseudonym
      .default('unknown')
      .describe(
        'Posture of the joint, such as seated or standing. unknown: gravity is left out, so there is no physics without a torque.',
      ),
    load: load.optional(),
    split: z
      .enum(['train', 'validation', 'held-out'])
      .optional()
      .describe(
        'Use of the recording. Default: chosen by seed; one recording in four is held out, or the last quarter of a single recording.',
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
