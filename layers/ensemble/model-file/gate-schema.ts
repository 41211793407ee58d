import { z } from 'zod';
import type { GateJson } from '../gates/gate-json.ts';

/** A share of 1 may have been rounded up. */
const share = z
  .number()
  .min(0)
  .max(1 + 1e-9);
const place = z.int().min(0);

export const seenContextSchema = z.strictObject({
  mean: z.array(z.number()),
  deviation: z.array(z.number().positive()),
  reach: z.number().min(0),
});

/** Blends and names stand around other gates, four deep at most where a mode has all of them; more is no model of ours. */
const deepest = 12;

/** The shape of a gate; whether its lists are as long as the members are many, `agreementFaults` says. */
export const gateSchema: z.ZodType<GateJson> = gateOf(deepest);

function gateOf(depth: number): z.ZodType<GateJson> {
  const constant = z.strictObject({ kind: z.literal('constant'), weights: z.array(share) });
  const context = z.strictObject({
    kind: z.literal('context'),
    temperature: z.number().positive(),
    members: z.array(z.strictObject({ ...seenContextSchema.shape, error: z.number().positive() }).nullable()),
    most: z.int().min(1).optional(),
  });
  if (depth === 0) return z.discriminatedUnion('kind', [constant, context]) as z.ZodType<GateJson>;
  const inner = z.lazy(() => gateOf(depth - 1));
  const known = z.strictObject({
    kind: z.literal('known'),
    by: z.enum(['subject', 'site', 'task']),
    leads: z.record(z.string(), z.array(z.tuple([place, share])).min(1)),
    share,
    within: z.enum(['gate', 'parts']),
    otherwise: inner,
  });
  const blend = z.strictObject({
    kind: z.literal('blend'),
    gates: z.array(inner).min(1),
    shares: z.array(share),
  });
  return z.discriminatedUnion('kind', [constant, context, known, blend]) as z.ZodType<GateJson>;
}
