import type { LocalModel } from './local-model.ts';

/** Too few local models are sound. The run fails, and only training the lost ones again can help. */
export class QuorumMissed extends Error {
  override readonly name = 'QuorumMissed';

  constructor(sound: number, expected: number, quorum: number, dropped: ReadonlyMap<string, string>) {
    const reasons = [...dropped].slice(0, 5).map(([id, reason]) => `${id}: ${reason}`);
    super(`${sound} of ${expected} local models are sound, the quorum is ${quorum}. ${reasons.join('; ')}`);
  }
}

/**
 * Requires as many sound local models as the manifest asks for, and at least one.
 *
 * @param subdomains of the partition, the single model among them
 * @param localModels that arrived and are sound
 * @param quorum share of the sub-domains, 0 to 1
 * @param dropped reason for each missing or refused local model, by sub-domain
 * @throws QuorumMissed
 */
export function requireQuorum(
  subdomains: readonly Pick<LocalModel, 'kind'>[],
  localModels: readonly Pick<LocalModel, 'kind'>[],
  quorum: number,
  dropped: ReadonlyMap<string, string>,
): void {
  const locals = (models: readonly Pick<LocalModel, 'kind'>[]) =>
    models.filter(({ kind }) => kind === 'local').length;
  const [expected, sound] = [locals(subdomains), locals(localModels)];
  if (sound === 0 || sound < Math.ceil(quorum * expected - 1e-9))
    throw new QuorumMissed(sound, expected, quorum, dropped);
}
