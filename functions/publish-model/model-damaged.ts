/**
 * A file of the model is missing or is not what aggregate-models wrote. The next try would read it again: a redrive goes
 * through the steps before, which write it anew.
 */
export class ModelDamaged extends Error {
  override readonly name = 'ModelDamaged';
}
