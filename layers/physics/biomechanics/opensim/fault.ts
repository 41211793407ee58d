import { FaultError } from '../../../base/faults/index.ts';

/** The fault of an OpenSim model as an error; the caller adds the file. */
export function modelFault(
  code: string,
  what: string,
  found: string,
  expected: string,
  fix: string,
): FaultError {
  return new FaultError([{ code, what, where: {}, found, expected, fix }]);
}
