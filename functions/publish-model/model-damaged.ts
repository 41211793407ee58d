/**
 * A file of the model is missing or altered since aggregate-models wrote it. A retry would read the same file; a redrive
 * repeats the earlier steps, which write it anew.
 */
export class ModelDamaged extends Error {
  override readonly name = 'ModelDamaged';
}
