/**
 * Extremely randomised trees for one or several outputs, in flat arrays. The nodes of a tree are in preorder: a node, its branch
 * for inputs up to the threshold, its branch for inputs above.
 */
export interface Forest {
  /** Inputs of a row. */
  readonly inputs: number;
  /** First node of each tree, then the number of all nodes. */
  readonly roots: Uint32Array;
  /** The input that each node compares, or `leafMark`. */
  readonly input: Uint16Array;
  /** If the input of a row is at most this, the next node in the array follows, otherwise `next`. 0 in leaves. */
  readonly threshold: Float32Array;
  /** In a leaf: its place in `codes`, a row of that matrix. */
  readonly next: Uint32Array;
  /** leaves x outputs: the value of a leaf is `low + step * code`, by the scale of the output. */
  readonly codes: Uint8Array;
  /** One for each output. */
  readonly scales: readonly CodeScale[];
}

/** Both in the unit of the labels. A value differs from the mean of its leaf by half a step at most. */
export interface CodeScale {
  readonly low: number;
  /** A 255th of the range of all leaves; 0 if they are equal. */
  readonly step: number;
}

/** In place of an input: the node is a leaf. */
export const leafMark = 0xffff;

/** The greatest code of a leaf. */
export const mostCode = 0xff;
