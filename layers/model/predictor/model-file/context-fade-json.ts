import { list, number, object, type TypeOf, text } from './shape.ts';

const name = text({ least: 1, most: 1000 });

/** The contexts of the training by person and task, and from which distance on networks predict without context. */
export const contextFadeSchema = object(
  {
    mean: list(number()),
    groups: list(object({ subject: name, task: name, mean: list(number()) }), { least: 1 }),
    deviation: list(number({ above: 0 })),
    reach: number({ above: 0 }),
  },
  { reachOfStrangers: number({ above: 0 }) },
);

export type ContextFadeJson = TypeOf<typeof contextFadeSchema>;

/** Contradictions of the fade with the inputs of the model. @param columns number of context inputs */
export function* fadeDisagreements(fade: ContextFadeJson | undefined, columns: number): Iterable<string> {
  if (!fade) return;
  const { mean, groups, deviation } = fade;
  const lists = [mean, deviation, ...groups.map((group) => group.mean)];
  if (columns === 0 || lists.some(({ length }) => length !== columns))
    yield `contextFade is not one of ${columns} inputs`;
}
