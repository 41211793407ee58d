import { fromLayersModel, type LayersModelJson } from '../learning/layers-model.ts';
import type { LocalNetwork } from '../learning/local-network.ts';
import type { Problem } from '../preparation/problem.ts';
import type { Member } from './modes/mode.ts';

/** A trained model that may speak in the global one. */
export interface CollectedMember extends Member {
  readonly label: string;
  readonly network: LocalNetwork;
  readonly weightsManifest: LayersModelJson['weightsManifest'];
  readonly weights: Uint8Array;
}

/**
 * Opens one trained model and checks that it fits the run.
 *
 * @throws Error saying why it is refused: unfinished, altered, of another shape, or not finite
 */
export function collectMember(
  { id, kind, label }: Pick<CollectedMember, 'id' | 'kind' | 'label'>,
  trainingError: number,
  model: LayersModelJson,
  weights: Uint8Array,
  problem: Problem,
): CollectedMember {
  if (!Number.isFinite(trainingError)) throw new Error(`its training error is ${trainingError}`);
  const network = fromLayersModel({ model, weights });
  const inputs = network.hidden[0]?.inputs;
  const muscles = network.force?.outputs ?? 0;
  if (inputs !== problem.inputNames.length || muscles !== problem.muscles.length) {
    throw new Error(
      `it has ${inputs} inputs and ${muscles} muscles, the run has ${problem.inputNames.length} and ${problem.muscles.length}`,
    );
  }
  return { id, kind, label, error: trainingError, network, weightsManifest: model.weightsManifest, weights };
}
