import type { Fault } from '../../../base/faults/index.ts';
import type { GlobalModel } from '../global-model.ts';

/** The check of the unit lets a single artefact of impossible size pass, which can overflow the filters. */
export function emgOverflow({ signals }: Pick<GlobalModel, 'signals'>): Fault {
  return {
    code: 'EMG_OVERFLOW',
    what: 'The EMG holds values so large that nothing can be computed from it.',
    where: {},
    found: 'a value that is not finite, computed from the EMG',
    expected: `EMG in ${signals.emg.unit}, as the study has it`,
    fix: 'Take the artefact out of the EMG.',
  };
}
