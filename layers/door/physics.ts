/**
 * `sarcomere/physics`: joints, muscles, the equation of motion, and muscle forces from torque.
 *
 * @module
 */
export { jointOfSubject } from '../biomechanics/body.ts';
export { customJoint } from '../biomechanics/custom-joint.ts';
export { dynamicsOf, passiveTorqueNm } from '../biomechanics/dynamics.ts';
export { type Excite, type Simulated, simulateForward } from '../biomechanics/forward-dynamics.ts';
export { muscleForceN } from '../biomechanics/hill.ts';
export { inverseDynamicsNm } from '../biomechanics/inverse-dynamics.ts';
export type { Body, Dynamics, Joint, Limit, Load, Muscle, Posture, Segment } from '../biomechanics/joint.ts';
export { jointNamed, joints, withMuscles } from '../biomechanics/joints.ts';
export { type ForceLabels, labelForces } from '../biomechanics/label-forces.ts';
export { momentArmM, pathLengthM } from '../biomechanics/moment-arm.ts';
export { jointFromModel, type OpenSimJoint } from '../biomechanics/opensim/joint-from-model.ts';
export {
  type MuscleShares,
  staticOptimisation,
  type TorqueFrames,
} from '../biomechanics/static-optimisation.ts';
