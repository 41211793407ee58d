import { type Fault, faultLine } from './fault.ts';
import { cutFaults } from './fault-list.ts';

/** The one error type that leaves a public function of the layers: everything wrong, at once, cut with a count where it is too much to read. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const told = cutFaults(faults);
    super(told.map(faultLine).join('\n'));
    this.faults = told;
  }
}
