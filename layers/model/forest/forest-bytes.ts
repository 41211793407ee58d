import { type CodeScale, type Forest, leafMark, mostCode } from './forest.ts';

/** "forest" and the version. */
const mark = [0x66, 0x6f, 0x72, 0x65, 0x73, 0x74, 0, 1];
/** The mark, then inputs, outputs, trees and nodes, 32 bits each. */
const headerBytes = mark.length + 4 * 4;
const scaleBytes = 2 * 8;

/**
 * A forest as bytes, little-endian, without padding: the header; low and step of each output, float64; one bit for each node, the
 * lowest bit of a byte first, 1 for a leaf; the input of each other node, one byte, or two from 257 inputs on; its threshold,
 * float32; the codes of each leaf. Where branches start follows from the bits, since nodes are in preorder.
 *
 * @example
 * import { forestBytes, forestOf, growForest, predictForest } from 'sarcomere/train';
 *
 * const rows = { inputs: Float32Array.of(0, 0, 1, 1), width: 1, labels: Float32Array.of(10, 30, 50, 50), outputs: 1 };
 * const bytes = forestBytes(growForest(rows, { trees: 10, leaf: 2, seed: 1 }));
 * bytes.length; // => 114
 * predictForest(forestOf(bytes), Float32Array.of(0, 1)).mean; // => new Float32Array([20, 50])
 */
export function forestBytes({ inputs, roots, input, threshold, codes, scales }: Forest): Uint8Array {
  const nodes = input.length;
  const plan = planOf({ inputs, outputs: scales.length, trees: roots.length - 1, nodes });
  const bytes = new Uint8Array(plan.end);
  const view = new DataView(bytes.buffer);
  bytes.set(mark);
  for (const [at, count] of [inputs, scales.length, roots.length - 1, nodes].entries())
    view.setUint32(mark.length + 4 * at, count, true);
  for (const [at, { low, step }] of scales.entries()) {
    view.setFloat64(headerBytes + scaleBytes * at, low, true);
    view.setFloat64(headerBytes + scaleBytes * at + 8, step, true);
  }
  let at = 0;
  for (let node = 0; node < nodes; node++) {
    if (input[node] === leafMark) {
      bytes[plan.bits + (node >> 3)]! |= 1 << (node & 7);
      continue;
    }
    if (plan.inputBytes === 1) bytes[plan.inputs + at] = input[node]!;
    else view.setUint16(plan.inputs + 2 * at, input[node]!, true);
    view.setFloat32(plan.thresholds + 4 * at, threshold[node]!, true);
    at++;
  }
  bytes.set(codes, plan.codes);
  return bytes;
}

/**
 * The forest that `forestBytes` wrote.
 *
 * @throws Error with the reason if the bytes are not those of a forest, or not all of them
 *
 * @example
 * import { forestBytes, forestOf, growForest } from 'sarcomere/train';
 *
 * const rows = { inputs: Float32Array.of(0, 1), width: 1, labels: Float32Array.of(10, 50), outputs: 1 };
 * const forest = growForest(rows, { trees: 2, leaf: 1, seed: 1 });
 * forestOf(forestBytes(forest)).roots; // => new Uint32Array([0, 3, 6])
 */
export function forestOf(bytes: Uint8Array): Forest {
  if (bytes.length < headerBytes || !mark.every((byte, at) => bytes[at] === byte))
    throw new Error('these are not the bytes of a forest of version 1');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [inputs, outputs, trees, nodes] = [0, 1, 2, 3].map((at) =>
    view.getUint32(mark.length + 4 * at, true),
  ) as [number, number, number, number];
  if (
    inputs < 1 ||
    inputs >= leafMark ||
    outputs < 1 ||
    trees < 1 ||
    nodes < trees ||
    (nodes - trees) % 2 !== 0
  )
    throw new Error(
      `a forest cannot have ${inputs} inputs, ${outputs} outputs, ${trees} trees and ${nodes} nodes`,
    );
  const plan = planOf({ inputs, outputs, trees, nodes });
  if (bytes.length !== plan.end) throw new Error(`the forest has ${bytes.length} bytes, not ${plan.end}`);

  const scales = Array.from({ length: outputs }, (_, output): CodeScale => {
    const at = headerBytes + scaleBytes * output;
    const low = view.getFloat64(at, true);
    const step = view.getFloat64(at + 8, true);
    // Predictions are float32, which ends before float64.
    const isSound =
      [low, low + mostCode * step].every((value) => Number.isFinite(Math.fround(value))) && step >= 0;
    if (!isSound) throw new Error(`output ${output} of the forest has no sound scale`);
    return { low, step };
  });
  const input = new Uint16Array(nodes);
  const threshold = new Float32Array(nodes);
  let at = 0;
  for (let node = 0; node < nodes; node++) {
    if ((bytes[plan.bits + (node >> 3)]! >> (node & 7)) & 1) {
      input[node] = leafMark;
      continue;
    }
    if (at === plan.compared) throw new Error('the forest has too few leaves');
    input[node] =
      plan.inputBytes === 1 ? bytes[plan.inputs + at]! : view.getUint16(plan.inputs + 2 * at, true);
    threshold[node] = view.getFloat32(plan.thresholds + 4 * at, true);
    if (input[node]! >= inputs)
      throw new Error(`node ${node} of the forest compares input ${input[node]} of ${inputs}`);
    if (!Number.isFinite(threshold[node]))
      throw new Error(`node ${node} of the forest has no finite threshold`);
    at++;
  }
  if (nodes % 8 !== 0 && bytes[plan.inputs - 1]! >> (nodes % 8) !== 0)
    throw new Error('the forest has marks of leaves beyond its nodes');
  return {
    inputs,
    ...branchesOf(input, trees),
    input,
    threshold,
    codes: new Uint8Array(bytes.subarray(plan.codes)),
    scales,
  };
}

/**
 * Finds where each tree and each branch starts. Of at least (nodes + trees) / 2 leaves, the last tree ends with the last node or
 * before it.
 *
 * @throws Error if it ends before
 */
function branchesOf(input: Uint16Array, trees: number): Pick<Forest, 'roots' | 'next'> {
  const next = new Uint32Array(input.length);
  const roots = new Uint32Array(trees + 1);
  // Nodes whose branch above the threshold is still to come.
  const open: number[] = [];
  let leaves = 0;
  let tree = 0;
  for (let node = 0; node < input.length; node++) {
    if (tree === trees) throw new Error('the forest has nodes after its last tree');
    if (input[node] !== leafMark) {
      open.push(node);
      continue;
    }
    next[node] = leaves++;
    const parent = open.pop();
    if (parent !== undefined) next[parent] = node + 1;
    else roots[++tree] = node + 1;
  }
  return { roots, next };
}

/** Where each part starts. */
function planOf({
  inputs,
  outputs,
  trees,
  nodes,
}: {
  inputs: number;
  outputs: number;
  trees: number;
  nodes: number;
}) {
  const compared = (nodes - trees) / 2;
  const inputBytes = inputs <= 256 ? 1 : 2;
  const bits = headerBytes + scaleBytes * outputs;
  const ofInputs = bits + Math.ceil(nodes / 8);
  const thresholds = ofInputs + inputBytes * compared;
  const codes = thresholds + 4 * compared;
  return {
    compared,
    inputBytes,
    bits,
    inputs: ofInputs,
    thresholds,
    codes,
    end: codes + (nodes - compared) * outputs,
  };
}
