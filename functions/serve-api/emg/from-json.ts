import { z } from 'zod';
import { type Fault, FaultError } from '../../../layers/base/faults/index.ts';
import type { GlobalModel } from '../../../layers/model/predictor/index.ts';
import { emgFaults, strengthFaults, stretchFaults } from '../../../layers/model/predictor/index.ts';
import { pseudonym } from '../../../layers/study/manifest/index.ts';
import { latestS } from '../../../layers/study/recordings/index.ts';
import { fieldFaults } from '../field-faults.ts';
import type { RequestEmg } from './request-emg.ts';
import { longestS } from './request-emg.ts';

/** The given names of a prediction, each spelled as in the study; other names are refused. */
export const origin = {
  subject: pseudonym
    .optional()
    .describe(
      'Pseudonym of the subject. For a subject of the training data, the EMG scale from training is used, and networks with an input for the subject use it.',
    ),
  site: pseudonym
    .optional()
    .describe('Name of the site: one of `sites` of GET /v1/models/{study}. Leave it out for any other site.'),
  task: pseudonym
    .optional()
    .describe('Name of the task: one of `tasks` of GET /v1/models/{study}. Leave it out for any other task.'),
};

/** The body as OpenAPI shows it. `emgFaults` checks the samples: a million of them in one pass. */
export const predictionRequest = z
  .strictObject({
    sampleRateHz: z.number().positive().describe('Samples a second, the same for every channel.'),
    channels: z
      .custom<Record<string, number[]>>(isObject, 'an object with one list of numbers a channel')
      .meta({
        type: 'object',
        additionalProperties: { type: 'array', items: { type: 'number' } },
        description: 'EMG by channel: the names and the unit are those of the study.',
        example: { emg_rf_mV: [0.012, 0.011], emg_bf_mV: [0.004, 0.006] },
      }),
    kind: z
      .enum(['raw', 'envelope'])
      .optional()
      .describe(
        'Kind of the samples. A model takes one kind only: `kind` of GET /v1/models/{study}, which is also the default.',
      ),
    startS: z
      .number()
      .min(-latestS)
      .max(latestS)
      .default(0)
      .describe('Time of the first sample, in seconds.'),
    ...origin,
  })
  .meta({ id: 'PredictionRequest', description: 'EMG to predict from.' });

const bodyPlace = 'body';

/** EMG of a JSON body. @throws FaultError with everything that is wrong */
export function emgFromJson(body: unknown, model: GlobalModel): RequestEmg {
  const parsed = predictionRequest.safeParse(body, { reportInput: true });
  const names = model.signals.emg.channels.map((channel) => channel.column);
  const faults: Fault[] = [
    ...(parsed.success ? [] : fieldFaults(parsed.error.issues)),
    ...(isObject(body) ? meaningFaults(body, names, model) : []),
  ];
  if (faults.length > 0 || !parsed.success) throw new FaultError(faults);
  const { channels, sampleRateHz, startS, subject, site, task } = parsed.data;
  const columns = names.map((name) => ({ name, values: new Float64Array(channels[name]!) }));
  const rows = new Uint32Array(columns[0]?.values.length ?? 0);
  for (let at = 0; at < rows.length; at++) rows[at] = at + 1;
  const strength = strengthFaults({ file: bodyPlace, rows }, columns, model, sampleRateHz);
  if (strength.length > 0) throw new FaultError(strength);
  return {
    sampleRateHz,
    startS,
    channels: columns.map(({ values }) => values),
    subject,
    site,
    task,
  };
}

/** Faults of each field by itself, reported even if other fields are invalid. */
function meaningFaults(body: Record<string, unknown>, names: readonly string[], model: GlobalModel): Fault[] {
  const { sampleRateHz, channels, kind } = body;
  if (!isObject(channels)) return kindFaults(kind, model);
  const samples = channels[names.find((name) => Array.isArray(channels[name])) ?? ''];
  const hasRate = typeof sampleRateHz === 'number' && sampleRateHz > 0;
  const stretch =
    hasRate && Array.isArray(samples)
      ? stretchFaults(bodyPlace, sampleRateHz, samples.length, model, longestS)
      : [];
  return [...kindFaults(kind, model), ...emgFaults(channels, model), ...stretch];
}

function kindFaults(kind: unknown, model: GlobalModel): Fault[] {
  const expected = model.signals.emg.kind;
  const isOther = (kind === 'raw' || kind === 'envelope') && kind !== expected;
  if (!isOther) return [];
  return [
    {
      code: 'EMG_KIND',
      what: 'The model was trained on another kind of EMG.',
      where: { column: 'kind' },
      found: kind,
      expected,
      fix:
        expected === 'raw'
          ? 'Send the raw samples; the model makes its own envelopes.'
          : 'Send envelopes that were computed like those of the study.',
    },
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
