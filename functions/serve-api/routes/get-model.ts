import { z } from 'zod';
import { type GlobalModel, namesLearned } from '../../../layers/model/predictor/index.ts';
import { keys, openMetrics } from '../../../layers/run/records/index.ts';
import { ifSound } from '../../../layers/run/storage/index.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { publishedModel } from '../published-model.ts';
import { parameters, studyParameter } from '../request.ts';
import { mayReadStudies, withoutSubjects } from '../study-reader.ts';

const modelSchema = z
  .object({
    study: z.string(),
    run: z.string(),
    publishedAt: z.iso.datetime(),
    joint: z.string(),
    positive: z.string().describe('Direction of a growing angle.'),
    kind: z.enum(['raw', 'envelope']).describe('Kind of EMG that the model takes.'),
    channels: z
      .array(z.object({ column: z.string(), muscle: z.string() }))
      .describe('EMG channels that a prediction needs, all of them.'),
    timeColumn: z.string().describe('Name of the time column of a CSV body.'),
    muscles: z.array(z.string()).describe('Muscles with a predicted force.'),
    sites: z
      .array(z.string())
      .optional()
      .describe('Sites that a prediction may name. Absent if the model has no input for the site.'),
    tasks: z
      .array(z.string())
      .optional()
      .describe('Tasks that a prediction may name. Absent if the model has no input for the task.'),
    sampleRateHz: z.number().describe('Rows of a prediction a second.'),
    units: z.object({
      emg: z.string(),
      angle: z.string(),
      force: z.string(),
      torque: z.string().optional().describe('Absent if the model predicts no torque.'),
      time: z.string(),
    }),
    mode: z.string().describe('Mode that gives the local models their weights.'),
    modes: z.array(z.string()).describe('All modes that were computed and scored.'),
    subdomains: z.number().int().describe('Sub-domains of the division that have a network.'),
    localModels: z
      .number()
      .int()
      .describe('All networks and forests, without the one network on everything.'),
    networks: z.number().int().describe('Networks among the local models.'),
    forests: z.number().int().describe('Forests among the local models.'),
    warnings: z.array(z.string()).describe('Read these before relying on the mode; usually empty.'),
    metrics: z
      .unknown()
      .describe(
        'metrics.json of the run, version 3: errors on held-out recordings, by model and by the given names. Errors by subject are included for callers with the scope sarcomere/upload, and on one machine.',
      ),
  })
  .meta({ id: 'Model' });

/** GET /v1/models/{study}: inputs, outputs and held-out errors of the published model. */
export const getModelRoute: ApiRoute = {
  method: 'GET',
  path: '/v1/models/{study}',
  operation: {
    operationId: 'getModel',
    summary: 'The published model of a study',
    request: { params: studyParameter },
    responses: {
      200: {
        description: 'Channels, units and held-out errors of the model.',
        content: { 'application/json': { schema: modelSchema } },
      },
    },
  },
  answer: async (event, parts) => {
    const { study } = parameters(studyParameter, event.pathParameters);
    const { run, publishedAt, model } = await publishedModel(parts, study);
    const { signals } = model;
    // Predictions do not need metrics.json: if it is damaged, only the metrics are missing.
    const metrics = await ifSound(async () => {
      const stored = await parts.bucket.getJson(keys.model(study, run, 'metrics.json'));
      return stored === undefined ? undefined : openMetrics(stored);
    });
    return jsonAnswer({
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
      units: {
        emg: signals.emg.unit,
        angle: 'rad',
        force: 'N',
        ...(model.torque ? { torque: 'N m' } : {}),
        time: 's',
      },
      mode: model.mode,
      modes: Object.keys(model.modes),
      ...countsOf(model),
      warnings: [...(metrics?.warnings ?? [])],
      metrics: mayReadStudies(event) ? (metrics ?? null) : withoutSubjects(metrics ?? null),
    });
  },
};

function countsOf({ localModels }: GlobalModel) {
  const local = localModels.filter(({ kind }) => kind !== 'single');
  const forests = local.filter(({ learner }) => learner === 'forest').length;
  return {
    subdomains: local.filter(({ kind }) => kind === 'local').length,
    localModels: local.length,
    networks: local.length - forests,
    forests,
  };
}
