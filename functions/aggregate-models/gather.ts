import { type CollectedMember, collectMember } from '../../layers/ensemble/collect.ts';
import type { Member } from '../../layers/ensemble/modes/mode.ts';
import type { LayersModelJson } from '../../layers/learning/layers-model.ts';
import type { Problem } from '../../layers/preparation/problem.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { sha256 } from '../../layers/storage/digest.ts';
import { ifSound } from '../../layers/storage/if-sound.ts';
import { keys } from '../../layers/storage/keys.ts';
import type {
  LossRecord,
  PartitionRecord,
  RunPointer,
  SubdomainRecord,
  TrainingRecord,
} from '../../layers/storage/run-objects.ts';

/** The trained models of a run, and those that are missing or refused; without the networks themselves. */
export interface Gathered {
  readonly members: readonly GatheredMember[];
  /** The curves of the first hundred; the others' are empty. */
  readonly trainings: ReadonlyMap<string, TrainingRecord>;
  /** Why, by sub-domain. */
  readonly dropped: ReadonlyMap<string, string>;
}

/** A model that speaks in the global one. */
export interface GatheredMember extends Member {
  readonly label: string;
  /** In the partition. */
  readonly place: number;
  readonly byteLength: number;
  /** One object for all models of one shape. */
  readonly weightsManifest: LayersModelJson['weightsManifest'];
}

/**
 * Collects what arrived, in the partition's order, whatever order it arrived in. A network is shown to `visit` and then
 * let go: thousands of them do not fit into memory.
 *
 * @throws QuorumMissed where fewer local models are sound than the manifest asks for
 */
export async function gatherModels(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  problem: Problem,
  visit: (member: CollectedMember) => Promise<void>,
): Promise<Gathered> {
  const members: GatheredMember[] = [];
  const trainings = new Map<string, TrainingRecord>();
  const dropped = new Map<string, string>();
  const manifests = new Map<string, GatheredMember['weightsManifest']>();
  const { subdomains } = partition;
  for (let start = 0; start < subdomains.length; start += modelsAtOnce) {
    const records = subdomains.slice(start, start + modelsAtOnce);
    const opened = await Promise.allSettled(
      records.map((record) => openModel(bucket, pointer, record, problem)),
    );
    for (const [at, outcome] of opened.entries()) {
      const { id, kind, label } = records[at]!;
      if (outcome.status === 'fulfilled') {
        const { member, training } = outcome.value;
        const { weightsManifest, weights, error } = member;
        const shape = JSON.stringify(weightsManifest);
        manifests.set(shape, manifests.get(shape) ?? weightsManifest);
        members.push({
          id,
          kind,
          label,
          error,
          place: start + at,
          byteLength: weights.byteLength,
          weightsManifest: manifests.get(shape)!,
        });
        trainings.set(id, trainings.size < mostCurves ? training : { ...training, curve: [] });
        await visit(member);
      } else if (outcome.reason instanceof Refused) {
        dropped.set(id, outcome.reason.message);
      } else {
        throw outcome.reason;
      }
    }
  }
  const expected = subdomains.filter(({ kind }) => kind === 'local').length;
  const sound = members.filter(({ kind }) => kind === 'local').length;
  if (sound < Math.ceil(problem.ensemble.quorum * expected - 1e-9) || sound === 0) {
    throw new QuorumMissed(sound, expected, problem.ensemble.quorum, dropped);
  }
  return { members, trainings, dropped };
}

/** One after another, ten thousand models would take longer to fetch than a function may. */
const modelsAtOnce = 16;
const mostCurves = 100;

/** Too few sound local models: the run fails, and only training the lost ones again can help. */
export class QuorumMissed extends Error {
  override readonly name = 'QuorumMissed';

  constructor(sound: number, expected: number, quorum: number, dropped: ReadonlyMap<string, string>) {
    const reasons = [...dropped].slice(0, 5).map(([id, reason]) => `${id}: ${reason}`);
    super(`${sound} of ${expected} local models are sound, the quorum is ${quorum}. ${reasons.join('; ')}`);
  }
}

/** One model cannot be used; the others can. */
class Refused extends Error {}

async function openModel(
  bucket: Bucket,
  { study, run }: RunPointer,
  record: SubdomainRecord,
  problem: Problem,
) {
  const key = (file: string) => keys.local(study, run, record.id, file);
  const recordText = await ifSound(() => bucket.getText(key('training.json')));
  if (recordText === undefined) throw new Refused(await whyMissing(bucket, key('lost.json')));
  const [model, weights] = await Promise.all([
    ifSound(() => bucket.getBytes(key('model.json'))),
    ifSound(() => bucket.getBytes(key('weights.bin'))),
  ]);
  if (!model || !weights) throw new Refused('its files are missing or damaged');
  try {
    const training = JSON.parse(recordText) as TrainingRecord;
    const { digests } = training;
    if (sha256(model) !== digests['model.json'] || sha256(weights) !== digests['weights.bin']) {
      throw new Refused('its files are not those that were trained: the digests differ');
    }
    const json = JSON.parse(new TextDecoder().decode(model)) as LayersModelJson;
    return { member: collectMember(record, training.trainingError, json, weights, problem), training };
  } catch (error) {
    throw new Refused((error as Error).message);
  }
}

async function whyMissing(bucket: Bucket, key: string): Promise<string> {
  const lost = await ifSound(() => bucket.getJson<LossRecord>(key));
  return lost ? `its training failed: ${lost.error} ${lost.cause}`.slice(0, 500) : 'it was never trained';
}
