import { z } from 'zod';
import type { TrainingProblem } from '../dataset/index.ts';
import type { LocalNetwork } from '../network/index.ts';
import { fromLayersModel, type LayersModelJson } from '../network/index.ts';
import type { LocalModel } from './local-model.ts';

/** A trained model that was checked and can be part of the global model. */
export interface CollectedLocalModel extends LocalModel {
  readonly label: string;
  readonly network: LocalNetwork;
  readonly weightsManifest: LayersModelJson['weightsManifest'];
  readonly weights: Uint8Array;
}

/** One group of tensors, as TensorFlow.js lists it. */
const weightsManifestSchema = z
  .array(
    z.strictObject({
      paths: z.array(z.string()),
      weights: z.array(
        z.strictObject({
          name: z.string().min(1).max(1000),
          shape: z.array(z.int().min(1).max(100_000)).min(1).max(2),
          dtype: z.literal('float32'),
        }),
      ),
    }),
  )
  .min(1);

/** Where a local model belongs, as train-subdomain writes it. */
const metadataSchema = z.object({
  study: z.string(),
  run: z.string(),
  subdomain: z.string(),
  joint: z.string(),
  anglePositive: z.string(),
  inputs: z.array(z.string()),
});

const modelSchema = z.object({
  weightsManifest: weightsManifestSchema,
  userDefinedMetadata: metadataSchema,
});

/**
 * Opens one trained model and checks that it is the expected one.
 *
 * @throws Error with the reason: another sub-domain, run or shape, altered files, or an unsound network
 */
export function openLocalModel(
  id: string,
  model: unknown,
  weights: Uint8Array,
  problem: TrainingProblem,
): Pick<CollectedLocalModel, 'network' | 'weightsManifest'> {
  const { data, error } = modelSchema.safeParse(model);
  const issue = error?.issues[0];
  if (!data) throw new Error(`its model.json, ${issue?.path.join('.')}: ${issue?.message}`);
  const { weightsManifest, userDefinedMetadata: metadata } = data;
  const expected = { ...problem, subdomain: id, anglePositive: problem.coordinates[0]!.positive };
  for (const name of ['study', 'run', 'subdomain', 'joint', 'anglePositive'] as const) {
    if (metadata[name] !== expected[name])
      throw new Error(`it is of the ${name} ${metadata[name].slice(0, 100)}`);
  }
  const network = fromLayersModel({ model: { weightsManifest }, weights });
  const inputs = network.hidden[0]?.inputs;
  const muscles = network.outputs.filter(({ activation }) => activation === 'softplus').length;
  const angles = network.outputs.length - muscles;
  if (inputs !== problem.inputNames.length || muscles !== problem.muscles.length) {
    throw new Error(
      `it has ${inputs} inputs and ${muscles} muscles, the run has ${problem.inputNames.length} and ${problem.muscles.length}`,
    );
  }
  const coordinates = problem.coordinates.length;
  if (angles !== coordinates) throw new Error(`it has ${angles} angles, the run has ${coordinates}`);
  if (metadata.inputs.some((name, at) => name !== problem.inputNames[at]))
    throw new Error('it has other inputs');
  return { network, weightsManifest };
}
