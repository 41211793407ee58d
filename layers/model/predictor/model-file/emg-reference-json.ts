import { list, number, object, type TypeOf, text } from './shape.ts';

/** Statistics of a stretch of EMG: none of more channels, because their correlations would be most of the file. */
export const mostReferenceChannels = 12;

const name = text({ least: 1, most: 1000 });
const perScore = { least: 4, most: 4 };
const threshold = object({
  centre: list(number(), perScore),
  scale: list(number({ above: 0 }), perScore),
  most: number({ above: 0 }),
});

/** Statistics of the training's EMG by person and task, and from which distance on EMG counts as unlike them. */
export const emgReferenceSchema = object({
  groups: list(object({ subject: name, task: name, mean: list(number()) }), { least: 1 }),
  deviation: list(number({ above: 0 })),
  correlation: list(number({ least: -1, most: 1 })),
  thresholds: object(
    {},
    { subjectAndTask: threshold, subject: threshold, task: threshold, noNames: threshold },
  ),
});

export type EmgReferenceJson = TypeOf<typeof emgReferenceSchema>;

/** Contradictions of the reference with itself or with the channels of the model. */
export function* referenceDisagreements(
  reference: EmgReferenceJson | undefined,
  channels: number,
): Iterable<string> {
  if (!reference) return;
  const { groups, deviation, correlation } = reference;
  const count = 6 * channels + (channels * (channels - 1)) / 2;
  const isOff = deviation.length !== count || groups.some(({ mean }) => mean.length !== count);
  if (isOff || correlation.length !== (count * (count - 1)) / 2)
    yield `emgReference is not one of ${channels} channels`;
  if (channels > mostReferenceChannels) yield `emgReference has more than ${mostReferenceChannels} channels`;
}
