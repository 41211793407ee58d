import { z } from 'zod';
import { type Fault, FaultError } from '../../../layers/base/faults/index.ts';
import type { GlobalModel } from '../../../layers/model/predictor/index.ts';
import { channelFaults, strengthFaults, stretchFaults } from '../../../layers/model/predictor/index.ts';
import { pseudonym } from '../../../layers/study/manifest/index.ts';
import { latestS } from '../../../layers/study/recordings/index.ts';
import { fieldFaults } from '../field-faults.ts';
import type { RequestEmg } from './request-emg.ts';
import { longestS } from './request-emg.ts';

/** Where a prediction is made, as far as it is known; each must be spelled as in the study, or is refused. */
export const origin = {
  subject: pseudonym
    .optional()
    .describe(
      'Pseudonym of the subject; known ones bring their own EMG scale, and networks may have learned who they are.',
    ),
  site: pseudonym
    .optional()
    .describe(
      'Name of the site: one of `sites` of GET /v1/models/{study}. Leave it out where it is another.',
    ),
  task: pseudonym
    .optional()
    .describe(
      'Name of the task: one of `tasks` of GET /v1/models/{study}. Leave it out where it is another.',
    ),
};

/** The body as OpenAPI shows it. The samples are looked at by `channelFaults`, which tells a million of them in one go. */
export const predictionRequest = z
  .strictObject({
    sampleRateHz: z.number().positive().describe('Samples a second of every channel.'),
    channels: z
      .custom<Record<string, number[]>>(isObject, 'an object with one list of numbers a channel')
      .meta({
        type: 'object',
        additionalProperties: { type: 'array', items: { type: 'number' } },
        description: "EMG by the study's name of the column, in the study's unit.",
        example: { emg_rf_mV: [0.012, 0.011], emg_bf_mV: [0.004, 0.006] },
      }),
    kind: z
      .enum(['raw', 'envelope'])
      .optional()
      .describe('What the samples are. The model takes one of them, and says which; default: that one.'),
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

/** What is wrong with each field by itself, also where another one has no meaning at all. */
function meaningFaults(body: Record<string, unknown>, names: readonly string[], model: GlobalModel): Fault[] {
  const { sampleRateHz, channels, kind } = body;
  if (!isObject(channels)) return kindFaults(kind, model);
  const samples = channels[names.find((name) => Array.isArray(channels[name])) ?? ''];
  const hasRate = typeof sampleRateHz === 'number' && sampleRateHz > 0;
  const stretch =
    hasRate && Array.isArray(samples)
      ? stretchFaults(bodyPlace, sampleRateHz, samples.length, model, longestS)
      : [];
  return [...kindFaults(kind, model), ...channelFaults(channels, model), ...stretch];
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
          : 'Send envelopes made in the way in which those of the study were made.',
    },
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
