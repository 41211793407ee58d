/**
 * `sarcomere/physics`: joints, muscles, the equation of motion, and muscle forces from torque.
 *
 * @module
 */
export { activationOf } from '../physics/biomechanics/activation.ts';
export { jointOfSubject } from '../physics/biomechanics/body.ts';
export { customJoint } from '../physics/biomechanics/custom-joint.ts';
export { dynamicsOf, passiveTorqueNm } from '../physics/biomechanics/dynamics.ts';
export { type EmgToExcitation, excitationOfEmg } from '../physics/biomechanics/emg-to-excitation.ts';
export { type Excite, type Simulated, simulateForward } from '../physics/biomechanics/forward-dynamics.ts';
export { muscleForceN } from '../physics/biomechanics/hill.ts';
export { inverseDynamicsNm } from '../physics/biomechanics/inverse-dynamics.ts';
export type {
  Body,
  Dynamics,
  Joint,
  Limit,
  Load,
  Muscle,
  Posture,
  Segment,
} from '../physics/biomechanics/joint.ts';
export { jointNamed, joints, withMuscles } from '../physics/biomechanics/joints.ts';
export { type ForceLabels, labelForces } from '../physics/biomechanics/label-forces.ts';
export { momentArmM, pathLengthM } from '../physics/biomechanics/moment-arm.ts';
export { jointFromModel, type OpenSimJoint } from '../physics/biomechanics/opensim/joint-from-model.ts';
export { type SharedTorques, shareTorques } from '../physics/biomechanics/share-torques.ts';
export {
  type MuscleShares,
  staticOptimisation,
  type TorqueFrames,
} from '../physics/biomechanics/static-optimisation.ts';
