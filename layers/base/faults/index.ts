export { type Fault, faultLine } from './fault.ts';
export { FaultError } from './fault-error.ts';
export { faultLines, warningLines } from './fault-lines.ts';
export { cutFaults, FaultList } from './fault-list.ts';
export { checkJson, type JsonCheck, jsonPath, placesOf } from './json-places.ts';
export { nearestName } from './nearest-name.ts';
export { mostKept, told, toldEach } from './told.ts';
