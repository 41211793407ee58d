import type { Naming } from '../../preparation/given-names.ts';
import type { SeenContext } from '../context/seen-context.ts';

/** A gate as `model.json` holds it; `kind` says which file of this folder reads it. */
export type GateJson = ConstantGateJson | ContextGateJson | NameGateJson | BlendGateJson;

/** The same weights for every input. */
export interface ConstantGateJson {
  readonly kind: 'constant';
  /** One a local model, not negative, summing to 1. */
  readonly weights: readonly number[];
}

/** Local models weigh more if the EMG context is like that of their own training rows. */
export interface ContextGateJson {
  readonly kind: 'context';
  /** T: below 1 it softens the gate. */
  readonly temperature: number;
  /** One a local model; null for one that does not take part. */
  readonly members: readonly (ContextOfLocalModel | null)[];
  /** How many local models have a weight in a row at most: the largest ones, and all that equal the last of them. */
  readonly most?: number;
}

export interface ContextOfLocalModel extends SeenContext {
  /** e_k: training error over scaled outputs, no unit. */
  readonly error: number;
}

/** Local models that learned from a given name lead. */
export interface NameGateJson {
  readonly kind: 'known';
  readonly by: Naming;
  /** p by name. */
  readonly leads: Readonly<Record<string, Lead>>;
  /** 0 to 1: the part of the weight that the leading local models share. */
  readonly share: number;
  /** `gate`: leading local models are weighed as the formula of `NameGate` says; `parts`: by their parts alone. */
  readonly within: 'gate' | 'parts';
  readonly otherwise: GateJson;
}

/** Places of local models and their parts p, which sum to 1; local models that are not listed have none. */
export type Lead = readonly (readonly [place: number, part: number])[];

/** A mean of gates, each with its share. */
export interface BlendGateJson {
  readonly kind: 'blend';
  readonly gates: readonly GateJson[];
  /** One a gate, not negative, summing to 1. */
  readonly shares: readonly number[];
}
