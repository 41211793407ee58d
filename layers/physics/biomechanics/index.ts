export { activationRatePerS } from './activation.ts';
export { meanBody, scaledMuscle, segmentOf } from './body.ts';
export { activationByMuscle, type EmgChannel, fitChannelGains } from './channel-gains.ts';
export { customJoint, customJointSchema } from './custom-joint.ts';
export { directions, opposite, signOf } from './directions.ts';
export { dynamicsOf, loadFaults, passiveStiffnessNmPerRad } from './dynamics.ts';
export { electromechanicalDelayS } from './electromechanical-delay.ts';
export { unshaped } from './emg-to-excitation.ts';
export { type Excite, type Simulated, simulateForward } from './forward-dynamics.ts';
export { armAt, forceLine, gainAt, lineWidth, passiveAt } from './hill.ts';
export { inverseDynamicsNm, inverseDynamicsOfMovementNm } from './inverse-dynamics.ts';
export {
  type Dynamics,
  dynamicsLayout,
  type Joint,
  type Limit,
  type Load,
  type Muscle,
  type Posture,
} from './joint.ts';
export { jointNamed, joints, muscleIndex, withMuscles } from './joints.ts';
export { type ForceLabels, labelForces } from './label-forces.ts';
export { polynomialAt } from './moment-arm.ts';
export { jointFromModel } from './opensim/joint-from-model.ts';
export { openSimJointSchema } from './opensim/open-sim-joint.ts';
export { activationSolver } from './static-optimisation.ts';
export { torqueFault } from './torque-fault.ts';
