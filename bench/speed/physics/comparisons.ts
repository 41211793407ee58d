import {
  arm26,
  arm26Forces,
  arm26Torque,
  correlation,
  energyDrift,
  forwardDynamicsError,
  hasShared,
  hillCurvesError,
  kktViolation,
  pendulumPeriodError,
  publishedWalks,
  randomNumbers,
  soleusOfWalk,
  staticOptimisationError,
  wrappedBicepsArmM,
} from '../../../layers/physics/biomechanics/testing.ts';
import type { Measurement } from './measurement.ts';

/** The physics against reference tables, theory and other people's results. Comparisons that need absent files are left out. */
export function comparisons(seed: number): Measurement[] {
  return [...references(), ...theory(seed), ...opensimElbow(), ...walks()];
}

function references(): Measurement[] {
  if (!hasShared('reference')) return [];
  return [
    {
      what: 'Force-length, force-velocity and passive curves, largest difference',
      against: 'reference table of the curves',
      reached: hillCurvesError(),
      unit: 'Fmax',
      must: { be: '<', limit: 1e-6 },
    },
    {
      what: 'Static optimisation of the wrist, largest difference of an activation or force',
      against: 'reference table of the wrist',
      reached: staticOptimisationError(),
      unit: '(1 or N)',
      must: { be: '<', limit: 1e-6 },
    },
    {
      what: 'Forward dynamics of the wrist, largest difference of a state or force',
      against: 'reference table of the wrist',
      reached: forwardDynamicsError(),
      unit: '(SI)',
      must: { be: '<', limit: 1e-5 },
    },
  ];
}

function theory(seed: number): Measurement[] {
  const pendulums = ['elbow', 'knee'].map(
    (joint): Measurement => ({
      what: `Period of the passive ${joint}, undamped`,
      against: 'physical pendulum, elliptic integral',
      reached: 100 * pendulumPeriodError(joint, 'standing'),
      unit: '%',
      must: { be: '<', limit: 0.1 },
    }),
  );
  return [
    ...pendulums,
    {
      what: 'Energy of an undamped wrist over 10 s, largest drift over kinetic energy',
      against: 'conservation',
      reached: energyDrift(),
      unit: '',
      must: { be: '<', limit: 1e-6 },
    },
    {
      what: 'Static optimisation, 10,000 random states, largest violation',
      against: 'Karush-Kuhn-Tucker conditions',
      reached: worstKkt(seed),
      unit: '',
      must: { be: '<', limit: 1e-7 },
    },
  ];
}

function worstKkt(seed: number): number {
  const random = randomNumbers(seed);
  let worst = 0;
  for (let trial = 0; trial < 10_000; trial++) {
    const muscles = Array.from({ length: 1 + Math.floor(8 * random()) }, () => ({
      torqueNm: random() < 0.05 ? 0 : 20 * (random() - 0.5),
      emg: random(),
      wanted: random() < 0.2 ? 0 : random(),
    }));
    const reachNm = muscles.reduce((sum, { torqueNm }) => sum + Math.abs(torqueNm), 0);
    const { violation } = kktViolation({
      perActivationNm: muscles.map(({ torqueNm }) => torqueNm),
      weight: muscles.map(({ emg }) => 1 / (emg + 0.02) ** 2),
      wanted: muscles.map(({ wanted }) => wanted),
      targetNm: 1.4 * reachNm * (random() - 0.5),
    });
    worst = Math.max(worst, violation);
  }
  return worst;
}

function opensimElbow(): Measurement[] {
  if (!hasShared(arm26)) return [];
  const { ours, published } = arm26Torque();
  const rangeNm = Math.max(...published) - Math.min(...published);
  const worstNm = Math.max(...ours.map((torqueNm, t) => Math.abs(torqueNm - published[t]!)));
  const forces = [false, true].flatMap((physiology) =>
    [...arm26Forces(physiology)]
      .filter(([, force]) => Math.max(...force.published) > 10)
      .map(
        ([muscle, force]): Measurement => ({
          what: `Force of ${muscle}, shoulder and elbow together, ${physiology ? 'with' : 'without'} force-length-velocity, r`,
          against: 'OpenSim static optimisation, arm26',
          reached: correlation(force.ours, force.published),
          unit: '',
          must: { be: '>=', limit: 0.9 },
        }),
      ),
  );
  const sizes = [undefined, wrappedBicepsArmM].flatMap((armM) =>
    [...arm26Forces(false, armM)]
      .filter(([, force]) => Math.max(...force.published) > 10)
      .map(
        ([muscle, force]): Measurement => ({
          what: `Peak force of ${muscle} over that of OpenSim, long biceps ${armM === undefined ? 'straight' : 'wrapped'} at the shoulder`,
          against: 'OpenSim static optimisation, arm26',
          reached: Math.max(...force.ours) / Math.max(...force.published),
          unit: '',
        }),
      ),
  );
  return [
    {
      what: 'Elbow torque by inverse dynamics, largest difference over range',
      against: 'OpenSim inverse dynamics, arm26',
      reached: (100 * worstNm) / rangeNm,
      unit: '%',
      must: { be: '<', limit: 5 },
    },
    ...forces,
    ...sizes,
  ];
}

function walks(): Measurement[] {
  return publishedWalks
    .filter(([file]) => hasShared(file))
    .flatMap(([file, emg]) =>
      (['plain', 'emg-assisted'] as const).map((method): Measurement => {
        const { soleusN, publishedN } = soleusOfWalk(file, emg, method);
        return {
          what: `Force of soleus in walking, ${method}, r`,
          against: `published forces, ${file.split('/').slice(1).join('/')}`,
          reached: correlation(soleusN, publishedN),
          unit: '',
          must: { be: '>=', limit: 0.9 },
        };
      }),
    );
}
