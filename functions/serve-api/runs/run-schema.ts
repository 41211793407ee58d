import { z } from 'zod';
import { runStates } from '../../../layers/run/records/index.ts';

/** A run as the API answers it: `RunState` of the storage layer. */
export const runSchema = z
  .object({
    run: z.string(),
    goesOnWith: z
      .string()
      .optional()
      .describe(
        'The run over whose objects it goes on, where it has a name of its own: that one failed, or its study was deleted and uploaded again.',
      ),
    study: z.string().optional(),
    state: z
      .enum(runStates)
      .describe(
        'Rejected: the study has faults. Failed: an error on our side. Cancelled: somebody stopped it. Superseded: a newer upload took its place.',
      ),
    uploadedAt: z.iso
      .datetime()
      .optional()
      .describe(
        'Place of its study in the order of uploads. The newest upload of those published is in use.',
      ),
    startedAt: z.iso.datetime(),
    redrivenAt: z.iso.datetime().optional().describe('When it was last set off again where it had failed.'),
    endedAt: z.iso.datetime().optional(),
    error: z.string().optional().describe('Name of the error by which it ended.'),
    reason: z
      .string()
      .optional()
      .describe(
        'Why it did not end as published; of a failed run only for callers with the scope sarcomere/upload, and on one machine.',
      ),
    newer: z
      .string()
      .optional()
      .describe(
        'Of a published run: the run of a newer upload, which was published before and whose model predictions use.',
      ),
  })
  .meta({ id: 'Run' });

/** How far it is: `RunProgress` of the storage layer. */
export const progressSchema = z.object({
  stage: z.enum(['preparing', 'training', 'aggregating']),
  trainings: z
    .number()
    .int()
    .optional()
    .describe('Trainings of this run. Absent while it is being prepared.'),
  trained: z
    .number()
    .int()
    .describe('Trainings that are finished; the control on everything is one of them.'),
  lost: z.number().int().describe('Trainings given up; their local models will be missing.'),
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
    .describe('Trainings at work, forty at most.'),
});
