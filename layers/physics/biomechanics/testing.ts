export { arm26, arm26Forces, arm26Torque, wrappedBicepsArmM } from './arm26.testing.ts';
export { muscleForceN } from './hill.ts';
export { wrist } from './joints/wrist.ts';
export { kktViolation } from './kkt.testing.ts';
export { momentArmM } from './moment-arm.ts';
export { hinge } from './opensim/hinge.testing.ts';
export { modelBounds } from './opensim/model-bounds.ts';
export { publishedWalks, soleusOfWalk } from './published-walk.testing.ts';
export { correlation, hasShared, randomNumbers } from './reference.testing.ts';
export {
  energyDrift,
  forwardDynamicsError,
  hillCurvesError,
  pendulumPeriodError,
  staticOptimisationError,
} from './reference-errors.testing.ts';
export { staticOptimisation } from './static-optimisation.ts';
