export { compress, expand } from './compression.ts';
export { buildFeatures, featureNames, lagRows, rowsBehind, storedFeatures, warmUpRows } from './features.ts';
export {
  allNames,
  type GivenKinds,
  type GivenNames,
  givenNamesOf,
  isSameGiven,
  type Naming,
  namings,
  noNames,
} from './given-names.ts';
export {
  emgColumns,
  type NameInput,
  nameInputs,
  nameRange,
  nameScale,
  namesSeen,
  namesWithoutInputs,
  onlyGiven,
  tailOf,
  withNames,
} from './name-inputs.ts';
export { contextColumns, contextDistance, type SeenContext } from './seen-context.ts';
export { fitStrangerScale, type ScalePair, type StrangerScale, strangerScales } from './stranger-scale.ts';
