import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { stencilRows } from '../../physics/signals/index.ts';
import type { TrainingProblem } from '../dataset/index.ts';
import {
  contiguousRanges,
  networkShapeOf,
  type Quantity,
  quantities,
  quantityWeights,
  type RowRange,
  rowUses,
  type SampleTable,
} from '../dataset/index.ts';
import { initialParameters, type NetworkShape, parameterCount } from '../network/index.ts';
import { Augmentation } from './augment.ts';
import { BatchBuilder } from './batch.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { cosineRate, type Descent } from './descent.ts';
import type { Engine, Loss, Objective } from './engine.ts';
import { FullPass } from './full-pass.ts';
import { type LbfgsState, lbfgsState, lbfgsStep } from './lbfgs.ts';
import { startDescent } from './start-descent.ts';
import { coverByStretches, type Stretch } from './stretches.ts';

const stretchRows = 64;
const mostDivergences = 5;
/** An optimiser ends after this many points of the curve without a smaller validation error. */
const leastPatience = 25;
/** A descent by batches, whose error falls with its rate, also waits for this share of its epochs. */
const patienceShare = 0.3;

/** One point of the training curve: after an epoch of the descent by batches or an iteration of L-BFGS. */
export interface CurvePoint {
  /** Passes over the training data so far. */
  readonly passes: number;
  readonly loss: number;
  readonly validationError: number;
}

/** The part of a training's state that is plain JSON. */
interface Facts {
  phase: 'batches' | 'lbfgs' | 'done';
  epoch: number;
  batch: number;
  epochLoss: number;
  epochBatches: number;
  descentSteps: number;
  lbfgsIterations: number;
  lbfgsValue: number;
  passes: number;
  bestError: number;
  rateScale: number;
  divergences: number;
  curve: CurvePoint[];
}

/**
 * Trains one local model step by step: SOAP or Adam over shuffled stretches of consecutive samples, then L-BFGS over all
 * rows. Keeps the parameters with the smallest validation error. Between steps the state can be written to a checkpoint; a
 * resumed training ends with exactly the same parameters.
 *
 * @example
 * import { simulateStudy } from 'sarcomere/simulate';
 * import { checkStudy, parseManifest } from 'sarcomere/study';
 * import { kernelEngine, kernelModule, prepareStudy, recordingOnGrid, toLocalNetwork, Trainer } from 'sarcomere/train';
 *
 * const { files } = simulateStudy({ joint: 'wrist', subjects: 1, sites: 1, seed: 1, secondsPerRecording: 6 });
 * const { manifest } = parseManifest(files.get('study.json'));
 * const read = (file) => files.has(file) ? new TextEncoder().encode(files.get(file)) : undefined;
 * const { joint, recordings } = checkStudy(manifest, read);
 * const onGrid = recordings.map((recording) => recordingOnGrid(recording, manifest.signals));
 * const { table, problem: whole } = prepareStudy(onGrid, manifest, 'my-run', joint);
 * const problem = { ...whole, training: { ...whole.training, hidden: [8], epochs: 3, lbfgsIterations: 2 } };
 * const trainer = new Trainer(table, problem, kernelEngine(kernelModule()), 1);
 * while (!trainer.isDone) trainer.step();
 * const { parameters, curve } = trainer.result();
 * curve.at(-1).loss < curve[0].loss; // => true
 * toLocalNetwork(parameters, trainer.shape, problem).outputs.length; // => 6
 */
export class Trainer {
  readonly shape: NetworkShape;
  readonly engine: Engine;
  /** False if there are no validation rows; validation errors are then computed on the training rows. */
  readonly hasValidation: boolean;
  readonly #problem: TrainingProblem;
  readonly #weights: Readonly<Record<Quantity, number>>;
  readonly #builder: BatchBuilder;
  readonly #augmentation: Augmentation;
  readonly #objective: Objective;
  readonly #trainingPass: FullPass;
  readonly #validationPass: FullPass;
  readonly #ranges: ReturnType<typeof contiguousRanges>;
  #facts: Facts;
  #parameters: Float64Array;
  #best: Float64Array;
  readonly #rounded: Float32Array;
  readonly #gradient: Float64Array;
  #descent: Descent;
  #lbfgs: LbfgsState | undefined;
  #shuffled: { epoch: number; batches: Stretch[][] } | undefined;

  constructor(table: SampleTable, problem: TrainingProblem, engine: Engine, seed: number) {
    this.#problem = problem;
    this.#weights = quantityWeights(problem.outputs);
    this.engine = engine;
    this.shape = networkShapeOf(problem);
    this.#objective = engine.objective(this.shape, problem);
    const all = contiguousRanges(table);
    const isValidation = (range: RowRange) => table.use[range.start] === rowUses.validation;
    this.#ranges = all.filter((range) => table.use[range.start] !== rowUses.heldOut && !isValidation(range));
    const validation = all.filter(isValidation);
    this.#builder = new BatchBuilder(table, problem);
    this.#augmentation = new Augmentation(problem);
    this.#trainingPass = new FullPass(this.#builder, this.#objective, this.#ranges);
    this.hasValidation = validation.length > 0;
    const judging = this.hasValidation ? validation : this.#ranges;
    this.#validationPass = new FullPass(this.#builder, this.#objective, judging);
    this.#parameters = initialParameters(this.shape, seed);
    this.#best = this.#parameters.slice();
    this.#rounded = new Float32Array(this.#parameters.length);
    this.#gradient = new Float64Array(this.#parameters.length);
    this.#descent = this.#freshDescent();
    this.#facts = {
      phase: firstPhase(problem),
      epoch: 0,
      batch: 0,
      epochLoss: 0,
      epochBatches: 0,
      descentSteps: 0,
      lbfgsIterations: 0,
      lbfgsValue: 0,
      passes: 0,
      bestError: Number.MAX_VALUE,
      rateScale: 1,
      divergences: 0,
      curve: [],
    };
  }

  get isDone(): boolean {
    return this.#facts.phase === 'done';
  }

  /** Progress of the training: phase, share of the work (not of the time, 0 to 1), and current errors. */
  get progress(): { phase: string; share: number; loss: number; validationError: number } {
    const { epochs, lbfgsIterations } = this.#problem.training;
    // An iteration of L-BFGS, one or two evaluations, takes about as long as 1.3 passes by batches.
    const whole = epochs + 1.3 * lbfgsIterations;
    const done =
      this.#facts.phase === 'batches'
        ? this.#facts.epoch + this.#facts.batch / this.#batchesOf(this.#facts.epoch).length
        : epochs + 1.3 * this.#facts.lbfgsIterations;
    const latest = this.#facts.curve.at(-1);
    return {
      phase: this.#facts.phase,
      share: this.isDone ? 1 : whole === 0 ? 0 : Math.min(1, done / whole),
      loss: latest?.loss ?? Number.NaN,
      validationError: latest?.validationError ?? Number.NaN,
    };
  }

  /** The smallest amount of work: one batch or one iteration of L-BFGS. */
  step(): void {
    if (this.#facts.phase === 'batches') this.#batch();
    else if (this.#facts.phase === 'lbfgs') this.#lbfgsIteration();
  }

  /** Parameters with the smallest validation error so far, and their errors. */
  result() {
    const training = this.#trainingPass.loss(this.#best);
    const validation = this.#validationPass.loss(this.#best);
    return {
      parameters: this.#best,
      trainingLoss: training,
      /** e_k: RMSE over the scaled outputs, quantities weighted as in the loss; no unit. */
      trainingError: scaledError(training, this.#trainingPass, this.#weights),
      validationError: scaledError(validation, this.#validationPass, this.#weights),
      passes: this.#facts.passes,
      divergences: this.#facts.divergences,
      curve: this.#facts.curve,
    };
  }

  /** State for `restore`, as bytes. */
  checkpoint(): Uint8Array {
    const { steps = [], changes = [], gradient } = this.#lbfgs ?? {};
    const descent = this.#descent.state();
    return encodeCheckpoint({
      facts: {
        ...this.#facts,
        shape: this.shape,
        descentSteps: descent.steps,
        ...(this.#lbfgs ? { lbfgsValue: this.#lbfgs.value, lbfgsIterations: this.#lbfgs.iterations } : {}),
      },
      vectors: {
        parameters: this.#parameters,
        best: this.#best,
        ...descent.vectors,
        ...(gradient ? { gradient } : {}),
        ...Object.fromEntries(steps.map((vector, at) => [`step${at}`, vector])),
        ...Object.fromEntries(changes.map((vector, at) => [`change${at}`, vector])),
      },
    });
  }

  /** Restores the state in a checkpoint. @returns false, with nothing changed, if it is not a checkpoint of this network */
  restore(bytes: Uint8Array): boolean {
    const checkpoint = decodeCheckpoint(bytes);
    if (!checkpoint || !this.#isOfThis(checkpoint)) return false;
    const { parameters, best, gradient, ...others } = checkpoint.vectors;
    const { shape: _, ...facts } = checkpoint.facts as Facts & { shape: NetworkShape };
    this.#facts = facts;
    this.#parameters = parameters!.slice();
    this.#best = best!.slice();
    this.#descent.restore({ steps: this.#facts.descentSteps, vectors: others });
    const vectors = (name: string): Float64Array[] => {
      const found: Float64Array[] = [];
      for (let at = 0; others[`${name}${at}`]; at++) found.push(others[`${name}${at}`]!.slice());
      return found;
    };
    this.#lbfgs = gradient && {
      value: this.#facts.lbfgsValue,
      gradient: gradient.slice(),
      steps: vectors('step'),
      changes: vectors('change'),
      iterations: this.#facts.lbfgsIterations,
    };
    return true;
  }

  #batch(): void {
    const { epochs, learningRate } = this.#problem.training;
    const batches = this.#batchesOf(this.#facts.epoch);
    const stretches = batches[this.#facts.batch]!;
    const rounded = this.#rounded;
    const gradient = this.#gradient;
    const batch = this.#builder.build(stretches);
    this.#augmentation.apply(batch, this.#facts.epoch, this.#facts.batch);
    rounded.set(this.#parameters);
    gradient.fill(0);
    const loss = this.#objective.evaluate(rounded, batch, batch.counts, 1, gradient);
    const isSound = Number.isFinite(loss.total) && areFinite(gradient);
    if (!isSound) {
      this.#stepBack();
      return;
    }
    const progress = (this.#facts.epoch + this.#facts.batch / batches.length) / epochs;
    const rate = this.#facts.rateScale * cosineRate(learningRate, progress);
    this.#descent.step(this.#parameters, gradient, rate);
    this.#facts.epochLoss += loss.total;
    this.#facts.epochBatches++;
    this.#facts.batch++;
    if (this.#facts.batch < batches.length) return;

    this.#facts.epoch++;
    this.#facts.passes++;
    this.#note(this.#facts.epochLoss / this.#facts.epochBatches);
    this.#facts.batch = 0;
    this.#facts.epochLoss = 0;
    this.#facts.epochBatches = 0;
    const hasLevelledOff = this.#pointsSinceBest() >= Math.max(leastPatience, patienceShare * epochs);
    if (this.#facts.epoch < epochs && !hasLevelledOff) return;
    this.#parameters = this.#best.slice();
    this.#facts.phase = this.#problem.training.lbfgsIterations > 0 ? 'lbfgs' : 'done';
  }

  #lbfgsIteration(): void {
    const loss = (parameters: Float64Array, gradient: Float64Array) => {
      this.#facts.passes++;
      return this.#trainingPass.loss(parameters, gradient).total;
    };
    this.#lbfgs ??= lbfgsState(this.#parameters, loss);
    const wentDown = lbfgsStep(this.#lbfgs, this.#parameters, loss);
    this.#facts.lbfgsIterations = this.#lbfgs.iterations;
    if (wentDown) this.#note(this.#lbfgs.value);
    const isLast = this.#lbfgs.iterations >= this.#problem.training.lbfgsIterations;
    const points = Math.min(this.#lbfgs.iterations, this.#pointsSinceBest());
    if (!wentDown || isLast || points >= leastPatience) this.#facts.phase = 'done';
  }

  /** Number of points of the curve after the one with the smallest validation error. */
  #pointsSinceBest(): number {
    const { curve, bestError } = this.#facts;
    const best = curve.findLastIndex(({ validationError }) => validationError === bestError);
    return curve.length - 1 - best;
  }

  /** Adds a point to the curve, and keeps the parameters if they are the best so far. */
  #note(loss: number): void {
    const validationError = scaledError(
      this.#validationPass.loss(this.#parameters),
      this.#validationPass,
      this.#weights,
    );
    this.#facts.curve.push({ passes: this.#facts.passes, loss, validationError });
    if (!(validationError < this.#facts.bestError)) return;
    this.#facts.bestError = validationError;
    this.#best = this.#parameters.slice();
  }

  /** After a step to non-finite values: returns to the best parameters, with half the rate. */
  #stepBack(): void {
    this.#facts.divergences++;
    if (this.#facts.divergences > mostDivergences) {
      throw new Error(
        `training diverged ${mostDivergences} times, the last time in epoch ${this.#facts.epoch}`,
      );
    }
    this.#parameters = this.#best.slice();
    this.#descent = this.#freshDescent();
    this.#facts.rateScale /= 2;
  }

  #freshDescent(): Descent {
    return startDescent(this.#problem.training.optimiser, this.shape);
  }

  /** Compares the shape too, since networks of different shapes may have equally many parameters. */
  #isOfThis({ facts, vectors }: Checkpoint): boolean {
    const ofDescent = this.#descent.state().vectors;
    const size = parameterCount(this.shape);
    const isWhole = ['parameters', 'best', ...Object.keys(ofDescent)].every((name) => vectors[name]);
    const isFitting = Object.entries(vectors).every(
      ([name, vector]) => vector.length === (ofDescent[name]?.length ?? size),
    );
    const found = JSON.stringify((facts as { readonly shape?: unknown } | null)?.shape);
    const expected = [this.shape, earlierForm(this.shape)].map((shape) => JSON.stringify(shape));
    return isWhole && isFitting && expected.includes(found);
  }

  /** The batches of an epoch depend only on seed and epoch, so a resumed training has the same batches. */
  #batchesOf(epoch: number): Stretch[][] {
    if (this.#shuffled?.epoch === epoch) return this.#shuffled.batches;
    const random = xoroshiro128plus((this.#problem.training.seed ^ Math.imul(epoch + 1, 0x9e3779b1)) | 0);
    const phase = uniformInt(random, 0, stretchRows - stencilRows);
    const stretches = coverByStretches(this.#ranges, stretchRows, phase);
    for (let at = stretches.length - 1; at > 0; at--) {
      const other = uniformInt(random, 0, at);
      [stretches[at], stretches[other]] = [stretches[other]!, stretches[at]!];
    }
    const perBatch = Math.max(1, Math.round(this.#problem.training.batchRows / stretchRows));
    const batches: Stretch[][] = [];
    for (let at = 0; at < stretches.length; at += perBatch) batches.push(stretches.slice(at, at + perBatch));
    this.#shuffled = { epoch, batches };
    return batches;
  }
}

/** The shape as earlier checkpoints have it: with the number of muscles instead of a list of outputs. */
function earlierForm({ inputs, hidden, outputs }: NetworkShape) {
  const [first, ...others] = outputs;
  const isAngleAndForces = first === 'linear' && others.every((activation) => activation === 'softplus');
  return isAngleAndForces ? { inputs, hidden, muscles: others.length } : {};
}

function firstPhase({ training }: TrainingProblem): Facts['phase'] {
  if (training.epochs > 0) return 'batches';
  return training.lbfgsIterations > 0 ? 'lbfgs' : 'done';
}

function areFinite(values: Float64Array): boolean {
  let zero = 0;
  for (let at = 0; at < values.length; at++) zero += 0 * values[at]!;
  return zero === 0;
}

/** RMSE with the weights of the loss over all quantities with a label; the angle always counts. */
function scaledError(loss: Loss, { counts }: FullPass, weights: Readonly<Record<Quantity, number>>): number {
  const labelled = quantities.filter((quantity) => quantity === 'angle' || counts[quantity] > 0);
  const sumOf = (of: (quantity: Quantity) => number) =>
    labelled.reduce((sum, quantity) => sum + of(quantity), 0);
  return Math.sqrt(
    sumOf((quantity) => weights[quantity] * loss[quantity]) / sumOf((quantity) => weights[quantity]),
  );
}
