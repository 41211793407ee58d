import { list, number, object, type TypeOf, text } from './shape.ts';

const name = text({ least: 1, most: 1000 });

/** How the envelope of a channel follows from those of the other channels, by person and task. */
export const channelFillSchema = object({
  groups: list(object({ subject: name, task: name, mean: list(number()) }), { least: 1 }),
  slopes: list(list(number())),
});

export type ChannelFillJson = TypeOf<typeof channelFillSchema>;

/** Contradictions of the fill with the channels of the model. */
export function* fillDisagreements(fill: ChannelFillJson | undefined, channels: number): Iterable<string> {
  if (!fill) return;
  const lists = [...fill.slopes, ...fill.groups.map(({ mean }) => mean)];
  if (fill.slopes.length !== channels || lists.some(({ length }) => length !== channels))
    yield `channelFill is not one of ${channels} channels`;
}
