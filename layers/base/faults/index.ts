export { type Fault, faultLine } from './fault.ts';
export { FaultError } from './fault-error.ts';
export { faultLines, warningLines } from './fault-lines.ts';
export { cutFaults, FaultList } from './fault-list.ts';
export { firstFaults, firstFaultsOf, mostKept } from './first-faults.ts';
export { checkJson, type JsonCheck, jsonPath, placesOf } from './json-places.ts';
export { nearestName } from './nearest-name.ts';
