import { z } from 'zod';
import type { TrainingRecord } from './run-objects.ts';

const name = z.string().min(1).max(100);
const count = z.int().min(0);
/** JSON has no NaN: null stands for a number that is not finite. */
const measured = z.number().nullable();

/** `training.json`, except the recorded errors, which are computed again. */
const schema = z.object({
  subdomain: name,
  engine: name,
  backend: name,
  seed: z.int(),
  rows: count,
  seconds: z.number().min(0).max(1e9),
  passes: count,
  divergences: count,
  trainingLoss: z.object({
    angle: measured,
    force: measured,
    torque: measured.optional(),
    physics: measured,
  }),
  curve: z.array(z.object({ passes: z.number(), loss: measured, validationError: measured })).max(1_000_000),
  digests: z.object({ 'model.json': z.string(), 'weights.bin': z.string() }),
});

/** @throws Error that names the first field that train-subdomain would not write */
export function parseTrainingRecord(text: string, subdomain: string): TrainingRecord {
  const record = JSON.parse(text) as TrainingRecord;
  const { error } = schema.safeParse(record);
  const issue = error?.issues[0];
  if (issue) throw new Error(`training.json, ${issue.path.join('.')}: ${issue.message}`);
  if (record.subdomain !== subdomain) throw new Error(`training.json is of ${record.subdomain}`);
  return record;
}
