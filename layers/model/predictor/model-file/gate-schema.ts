import type { GateJson } from './gate-json.ts';
import { byKind, list, nullOr, number, object, oneOf, pair, recordOf, type Shape, text } from './shape.ts';

/** A share of 1 may have been rounded up. */
const share = number({ least: 0, most: 1 + 1e-9 });
const place = number({ least: 0, isWhole: true });

/** A mode with all kinds of gates is four gates deep; a deeper file than this was not written by a run. */
const deepestGate = 12;

const constant = object({ kind: oneOf('constant'), weights: list(share) });
const density = object({
  mean: list(number()),
  deviation: list(number({ above: 0 })),
  error: number({ above: 0 }),
});
const context = object(
  { kind: oneOf('context'), temperature: number({ above: 0 }), localModels: list(nullOr(density)) },
  { mostLocalModels: number({ least: 1, isWhole: true }) },
);

/** The shape of a gate. `disagreements` checks that its lists have one entry a local model. */
export const gateSchema: Shape<GateJson> = gateOf(deepestGate);

function gateOf(depth: number): Shape<GateJson> {
  if (depth === 0) return byKind({ constant, context });
  const inner: Shape<GateJson> = gateOf(depth - 1);
  const name = object({
    kind: oneOf('name'),
    by: oneOf('subject', 'site', 'task'),
    leaders: recordOf(text(), list(pair(place, share), { least: 1 })),
    share,
    within: oneOf('gate', 'parts'),
    otherwise: inner,
  });
  const blend = object({
    kind: oneOf('blend'),
    gates: list(inner, { least: 1 }),
    shares: list(share),
  });
  return byKind({ constant, context, name, blend });
}
