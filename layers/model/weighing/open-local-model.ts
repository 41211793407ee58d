import { z } from 'zod';
import type { TrainingProblem } from '../dataset/index.ts';
import { forestOf } from '../forest/index.ts';
import { fromLayersModel, type LayersModelJson } from '../network/index.ts';
import type { Learned } from '../predictor/index.ts';
import type { LocalModel } from './local-model.ts';

/** A trained model that was checked and can be part of the global model. */
export interface CollectedLocalModel extends LocalModel {
  readonly label: string;
  readonly learned: Learned;
  /** Tensors of a network; none of a forest. */
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

const networkSchema = z.object({
  weightsManifest: weightsManifestSchema,
  userDefinedMetadata: metadataSchema,
});

const forestSchema = z.object({ format: z.literal('sarcomere-forest'), userDefinedMetadata: metadataSchema });

/**
 * Opens one trained model and checks that it is the expected one.
 *
 * @throws Error with the reason: another sub-domain, run or shape, altered files, or an unsound network
 */
export function openLocalModel(
  { id, learner = 'network' }: Pick<LocalModel, 'id' | 'learner'>,
  model: unknown,
  weights: Uint8Array,
  problem: TrainingProblem,
): Pick<CollectedLocalModel, 'learned' | 'weightsManifest'> {
  if (learner === 'forest') {
    const { userDefinedMetadata: metadata } = parsed(forestSchema, model);
    checkPlace(metadata, id, problem);
    const learned = openForest(weights, problem);
    checkInputs(metadata, problem);
    return { learned, weightsManifest: [] };
  }
  const { weightsManifest, userDefinedMetadata: metadata } = parsed(networkSchema, model);
  checkPlace(metadata, id, problem);
  const learned = openNetwork(weightsManifest, weights, problem);
  checkInputs(metadata, problem);
  return { learned, weightsManifest };
}

function parsed<T>(schema: z.ZodType<T>, model: unknown): T {
  const { data, error } = schema.safeParse(model);
  const issue = error?.issues[0];
  if (!data) throw new Error(`its model.json, ${issue?.path.join('.')}: ${issue?.message}`);
  return data;
}

type Metadata = z.infer<typeof metadataSchema>;

function checkPlace(metadata: Metadata, id: string, problem: TrainingProblem): void {
  const expected = { ...problem, subdomain: id, anglePositive: problem.coordinates[0]!.positive };
  for (const name of ['study', 'run', 'subdomain', 'joint', 'anglePositive'] as const) {
    if (metadata[name] !== expected[name])
      throw new Error(`it is of the ${name} ${metadata[name].slice(0, 100)}`);
  }
}

function checkInputs({ inputs }: Metadata, { inputNames }: TrainingProblem): void {
  const isSame = inputs.length === inputNames.length && inputs.every((name, at) => name === inputNames[at]);
  if (!isSame) throw new Error('it has other inputs');
}

function openForest(bytes: Uint8Array, problem: TrainingProblem): Learned {
  const forest = forestOf(bytes);
  const outputs = problem.outputs.length;
  if (forest.inputs !== problem.inputNames.length || forest.scales.length !== outputs) {
    throw new Error(
      `it has ${forest.inputs} inputs and ${forest.scales.length} outputs, the run has ${problem.inputNames.length} and ${outputs}`,
    );
  }
  return forest;
}

function openNetwork(
  weightsManifest: LayersModelJson['weightsManifest'],
  weights: Uint8Array,
  problem: TrainingProblem,
): Learned {
  const network = fromLayersModel({ model: { weightsManifest }, weights });
  const inputs = network.hidden[0]?.inputs;
  const muscles = network.outputs.filter(({ activation }) => activation === 'softplus').length;
  const linear = network.outputs.length - muscles;
  if (inputs !== problem.inputNames.length || muscles !== problem.muscles.length) {
    throw new Error(
      `it has ${inputs} inputs and ${muscles} muscles, the run has ${problem.inputNames.length} and ${problem.muscles.length}`,
    );
  }
  const expected = problem.outputs.filter(({ activation }) => activation === 'linear').length;
  const isSame = problem.outputs.every(
    ({ activation }, at) => network.outputs[at]?.activation === activation,
  );
  if (linear !== expected || !isSame)
    throw new Error(`it has ${linear} angles and torques, the run has ${expected}`);
  return network;
}
