import { type Fault, faultLine } from './fault.ts';
import { cutFaults } from './fault-list.ts';

/**
 * The one error type that leaves a public function of the layers: all faults at once. A list too long to read is cut,
 * with a count.
 */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const kept = cutFaults(faults);
    super(kept.map(faultLine).join('\n'));
    this.faults = kept;
  }
}
