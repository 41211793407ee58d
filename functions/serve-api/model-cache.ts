import type { GlobalModel, ModelFiles } from '../../layers/model/predictor/index.ts';
import { isModelDamaged } from '../../layers/model/predictor/index.ts';
import { keys, modelFilesIn, readLatest } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { ProblemError } from './problem.ts';

export interface CachedModel<Model> {
  readonly study: string;
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
  readonly model: Model;
}

type LoadModel<Model> = (files: ModelFiles) => Promise<Model>;

/** The published models of a warm function. A model is loaded once, and again only if its pointer has changed. */
export class ModelCache<Model = GlobalModel> {
  readonly #bucket: Pick<Bucket, 'head' | 'getBytes' | 'getRange'>;
  readonly #load: LoadModel<Model>;
  readonly #capacity: number;
  /** In the order of last use. */
  readonly #models = new Map<string, { etag: string; published: Promise<CachedModel<Model> | undefined> }>();

  constructor(bucket: Pick<Bucket, 'head' | 'getBytes' | 'getRange'>, load: LoadModel<Model>, capacity = 8) {
    this.#bucket = bucket;
    this.#load = load;
    this.#capacity = capacity;
  }

  /** The published model of a study; undefined if there is none. */
  async get(study: string): Promise<CachedModel<Model> | undefined> {
    const pointer = await this.#bucket.head(keys.latest(study));
    if (pointer === undefined) {
      this.#models.delete(study);
      return undefined;
    }
    const cached = this.#models.get(study);
    const isCurrent = cached?.etag === pointer.etag;
    const published = isCurrent ? cached.published : this.#read(study);
    this.#keep(study, pointer.etag, published);
    return published;
  }

  #keep(study: string, etag: string, published: Promise<CachedModel<Model> | undefined>): void {
    this.#models.delete(study);
    this.#models.set(study, { etag, published });
    const [leastRecent] = this.#models.keys();
    if (this.#models.size > this.#capacity && leastRecent !== undefined) this.#models.delete(leastRecent);
    // A failed load is not kept, so that the next call tries again.
    published.catch(() => {
      if (this.#models.get(study)?.published === published) this.#models.delete(study);
    });
  }

  async #read(study: string): Promise<CachedModel<Model> | undefined> {
    try {
      const latest = await readLatest(this.#bucket, study);
      if (latest === undefined) return undefined;
      const { run, publishedAt, manifestDigest } = latest;
      const model = await this.#load(modelFilesIn(this.#bucket, study, run, manifestDigest));
      return { study, run, publishedAt, model };
    } catch (error) {
      if (!isModelDamaged(error)) throw error;
      // Not 422: the request is fine.
      throw new ProblemError(500, `The published model of ${study} is damaged.`, { faults: error.faults });
    }
  }
}
