import { z } from 'zod';
import { namesLearned } from '../../../layers/model/predictor/index.ts';
import { keys, openMetrics } from '../../../layers/run/records/index.ts';
import { ifSound } from '../../../layers/run/storage/index.ts';
import { json } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { parameters, studyParameter } from '../request.ts';
import { mayReadStudies, withoutSubjects } from '../study-reader.ts';

const modelSchema = z
  .object({
    study: z.string(),
    run: z.string(),
    publishedAt: z.iso.datetime(),
    joint: z.string(),
    positive: z.string().describe('What a growing angle means.'),
    kind: z.enum(['raw', 'envelope']).describe('What the EMG must be.'),
    channels: z
      .array(z.object({ column: z.string(), muscle: z.string() }))
      .describe('EMG channels that a prediction needs.'),
    timeColumn: z.string().describe('Name of the time column of a CSV body.'),
    muscles: z.array(z.string()).describe('Muscles whose force is predicted.'),
    sites: z
      .array(z.string())
      .optional()
      .describe('Sites that a prediction may name. Absent where the model does not tell them.'),
    tasks: z
      .array(z.string())
      .optional()
      .describe('Tasks that a prediction may name. Absent where the model does not tell them.'),
    sampleRateHz: z.number().describe('Rate of the prediction.'),
    units: z.object({ emg: z.string(), angle: z.string(), force: z.string(), time: z.string() }),
    mode: z.string().describe('How the local models are weighed.'),
    modes: z.array(z.string()).describe('Modes that were computed and scored.'),
    localModels: z.number().int(),
    warnings: z.array(z.string()).describe('What to know before relying on the mode; empty as a rule.'),
    metrics: z
      .unknown()
      .describe(
        'metrics.json of the run, version 2: errors on held-out recordings, by model and by the names that are given; those by subject only for callers with the scope sarcomere/upload, and on one machine.',
      ),
  })
  .meta({ id: 'Model' });

/** GET /v1/models/{study}: what the published model takes, gives, and how well. */
export const getModelRoute: ApiRoute = {
  method: 'GET',
  path: '/v1/models/{study}',
  operation: {
    operationId: 'getModel',
    summary: 'The published model of a study',
    request: { params: studyParameter },
    responses: {
      200: {
        description: 'Its channels, units and held-out errors.',
        content: { 'application/json': { schema: modelSchema } },
      },
    },
  },
  answer: async (event, { bucket, models }) => {
    const { study } = parameters(studyParameter, event.pathParameters);
    const { run, publishedAt, model } = await models.get(study);
    const { signals } = model;
    // Predictions do not need it, so where it is damaged the rest is told.
    const metrics = await ifSound(async () => {
      const stored = await bucket.getJson(keys.model(study, run, 'metrics.json'));
      return stored === undefined ? undefined : openMetrics(stored);
    });
    return json({
      study,
      run,
      publishedAt,
      joint: model.joint,
      positive: model.coordinates[0]!.measured.positive,
      kind: signals.emg.kind,
      channels: signals.emg.channels.map(({ column, muscle }) => ({ column, muscle })),
      timeColumn: signals.time.column,
      muscles: [...model.muscles],
      sites: namesLearned(model, 'site'),
      tasks: namesLearned(model, 'task'),
      sampleRateHz: signals.rateHz,
      units: { emg: signals.emg.unit, angle: 'rad', force: 'N', time: 's' },
      mode: model.mode,
      modes: Object.keys(model.modes),
      localModels: model.localModels.filter(({ kind }) => kind === 'local').length,
      warnings: [...(metrics?.warnings ?? [])],
      metrics: mayReadStudies(event) ? (metrics ?? null) : withoutSubjects(metrics ?? null),
    });
  },
};
