export { aggregateNeeds } from './aggregate-needs.ts';
export { inlineMapLimit } from './inline-map-limit.ts';
export { assumed } from './measured.ts';
export { prepareNeeds, windowMb } from './prepare-needs.ts';
export { fits, type Needs, type StudySize } from './study-size.ts';
export { type Capacity, studyTooLarge } from './study-too-large.ts';
