import { z } from 'zod';
import { runStates } from '../../../layers/run/records/index.ts';

/** A run in an answer: `RunState` of the records. */
export const runSchema = z
  .object({
    run: z.string(),
    goesOnWith: z
      .string()
      .optional()
      .describe(
        'The earlier run whose objects this run continues with. That run failed, or its study was deleted and uploaded again.',
      ),
    study: z.string().optional(),
    state: z
      .enum(runStates)
      .describe(
        'Rejected: the study has faults. Failed: an error on our side. Cancelled: somebody stopped it. Superseded: a newer upload replaced it.',
      ),
    uploadedAt: z.iso
      .datetime()
      .optional()
      .describe('When the study was uploaded. Of all published uploads, predictions use the newest.'),
    startedAt: z.iso.datetime(),
    redrivenAt: z.iso.datetime().optional().describe('When the failed run was last continued.'),
    endedAt: z.iso.datetime().optional(),
    error: z.string().optional().describe('Name of the error that ended the run.'),
    reason: z
      .string()
      .optional()
      .describe(
        'Why the run was not published. For a failed run only for callers with the scope sarcomere/upload, and on one machine.',
      ),
    newer: z
      .string()
      .optional()
      .describe(
        'For a published run: the run of a newer upload that was published before it. Predictions use the model of that run.',
      ),
  })
  .meta({ id: 'Run' });

/** Progress of a run: `RunProgress` of the records. */
export const progressSchema = z.object({
  stage: z.enum(['preparing', 'training', 'aggregating']),
  trainings: z
    .number()
    .int()
    .optional()
    .describe('Number of trainings of the run. Absent while the study is being prepared.'),
  trained: z
    .number()
    .int()
    .describe('Number of finished trainings; the single model, a control on everything, is one of them.'),
  lost: z.number().int().describe('Number of trainings given up; their local models will be missing.'),
  forestsLeft: z
    .number()
    .int()
    .optional()
    .describe(
      'Forests among the trainings that are not done, each of which takes seconds. Absent if there are none.',
    ),
  working: z
    .array(
      z.object({
        subdomain: z.string(),
        phase: z.string(),
        share: z.number().describe('Work done, 0 to 1.'),
        loss: z.number().nullable(),
        validationError: z.number().nullable(),
        secondsLeft: z.number().nullable(),
      }),
    )
    .describe('Trainings at work, at most 40.'),
});
