import type { Kernel } from '../kernel/kernel-module.ts';
import { orthonormalise } from './orthonormalise.ts';
import type { TakeRoom } from './take-room.ts';

/** A wider side gets no basis, which would cost more than it gains. */
const widest = 256;
/** Share of the earlier statistics that each step keeps. */
const kept = 0.95;
/** Share of the mean eigenvalue added to the diagonal, so that the basis is complete even if gradients miss directions. */
const shift = 1e-6;

/**
 * One side of a layer's gradients (its inputs or its outputs): the running sum of their outer products, and an
 * orthonormal basis that follows its eigenvectors. Matrices are float32, row-major, in the kernel's memory, padded with zeros
 * to whole panels of eight; pointers in bytes.
 */
export class Side {
  readonly size: number;
  readonly padded: number;
  readonly isTurned: boolean;
  readonly statistics: number;
  readonly basis: number;
  /** The basis, transposed. */
  readonly turned: number;
  /** The basis and its transpose as the kernel's `multiply` reads them. */
  readonly panels: number;
  readonly turnedPanels: number;
  private readonly product: number;
  private readonly kernel: Kernel;
  private readonly columns: Float64Array;

  constructor(kernel: Kernel, size: number, take: TakeRoom) {
    this.kernel = kernel;
    this.size = size;
    this.padded = Math.ceil(size / 8) * 8;
    this.isTurned = size <= widest;
    const room = () => take(this.isTurned ? this.padded ** 2 : 0);
    this.statistics = room();
    this.basis = room();
    this.turned = room();
    this.panels = room();
    this.turnedPanels = room();
    this.product = room();
    this.columns = new Float64Array(this.isTurned ? size ** 2 : 0);
  }

  /** Sets the basis of the first step: the identity. */
  start(floats: Float32Array): void {
    if (!this.isTurned) return;
    for (let at = 0; at < this.size; at++) floats[this.basis / 4 + at * this.padded + at] = 1;
    this.pack(floats);
  }

  /** statistics = kept statistics + rows^T rows, over `count` rows as wide as this side. */
  learn(floats: Float32Array, rows: number, count: number): void {
    if (!this.isTurned) return;
    const { kernel, padded, statistics } = this;
    const first = statistics / 4;
    for (let at = first; at < first + padded ** 2; at++) floats[at]! *= kept;
    kernel.addSlopes(rows, padded * 4, rows, padded * 4, count, statistics, padded, padded);
  }

  /** One round of orthogonal iteration: basis = orthonormal (statistics basis). */
  turn(floats: Float32Array): void {
    if (!this.isTurned) return;
    const { kernel, size, padded, statistics, basis, product, columns } = this;
    let trace = 0;
    for (let at = 0; at < size; at++) trace += floats[statistics / 4 + at * (padded + 1)]!;
    floats.fill(0, product / 4, product / 4 + padded ** 2);
    kernel.addSlopes(statistics, padded * 4, basis, padded * 4, padded, product, padded, padded);
    for (let column = 0; column < size; column++) {
      for (let row = 0; row < size; row++) {
        const at = row * padded + column;
        columns[column * size + row] =
          floats[product / 4 + at]! + ((shift * trace) / size) * floats[basis / 4 + at]!;
      }
    }
    if (!orthonormalise(columns, size)) return;
    for (let column = 0; column < size; column++) {
      for (let row = 0; row < size; row++) {
        floats[basis / 4 + row * padded + column] = columns[column * size + row]!;
      }
    }
    this.pack(floats);
  }

  /** Packs the basis and its transpose for the products. */
  pack(floats: Float32Array): void {
    if (!this.isTurned) return;
    const { kernel, padded, basis, turned } = this;
    for (let row = 0; row < padded; row++) {
      for (let column = 0; column < padded; column++) {
        floats[turned / 4 + column * padded + row] = floats[basis / 4 + row * padded + column]!;
      }
    }
    kernel.packPanels(basis, padded, padded, this.panels, padded);
    kernel.packTransposed(basis, padded, padded, this.turnedPanels, padded);
  }
}
