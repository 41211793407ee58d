import type { Random } from '../../base/numbers/index.ts';

/** The wanted motion of a joint at one time: angle in rad, velocity in rad/s, acceleration in rad/s2. */
export interface MotionState {
  readonly angleRad: number;
  readonly velocityRadPerS: number;
  readonly accelerationRadPerS2: number;
}

/** A wanted movement over time; negative times are before the recording starts. */
export type Trajectory = (timeS: number) => MotionState;

/** Parameters of a wanted movement. */
export interface MovementPlan {
  readonly centreRad: number;
  /** Largest distance of the joint from the centre. */
  readonly amplitudeRad: number;
  /** Cycles a second, or half the reaches a second. */
  readonly paceHz: number;
  readonly style: 'sines' | 'reaches';
  readonly durationS: number;
}

/** The trajectory of a plan, its phases and targets drawn from `random`. */
export function trajectoryOf(plan: MovementPlan, random: Random): Trajectory {
  return plan.style === 'sines' ? sumOfSines(plan, random) : reachesBetweenTargets(plan, random);
}

/** Shares of the amplitude and multiples of the pace, which are incommensurate, so that no two cycles are alike. */
const sines: readonly { share: number; multiple: number }[] = [
  { share: 0.62, multiple: 1 },
  { share: 0.24, multiple: 0.41421356 },
  { share: 0.14, multiple: 1.61803399 },
];

function sumOfSines({ centreRad, amplitudeRad, paceHz }: MovementPlan, random: Random): Trajectory {
  const parts = sines.map(({ share, multiple }) => ({
    amplitude: share * amplitudeRad,
    omega: 2 * Math.PI * paceHz * multiple * random.uniform(0.95, 1.05),
    phase: random.uniform(0, 2 * Math.PI),
  }));
  return (timeS) => {
    let angleRad = centreRad;
    let velocityRadPerS = 0;
    let accelerationRadPerS2 = 0;
    for (const { amplitude, omega, phase } of parts) {
      const sine = amplitude * Math.sin(omega * timeS + phase);
      angleRad += sine;
      velocityRadPerS += omega * amplitude * Math.cos(omega * timeS + phase);
      accelerationRadPerS2 -= omega * omega * sine;
    }
    return { angleRad, velocityRadPerS, accelerationRadPerS2 };
  };
}

/** Time before and after the recording that also has reaches. */
const marginS = 2;

/**
 * Reaches from target to target, each of minimum jerk, with rests between them (Flash & Hogan 1985):
 * `q = q0 + (q1 - q0)(10 s^3 - 15 s^4 + 6 s^5)`, s the share of the reach's time that has passed.
 */
function reachesBetweenTargets(plan: MovementPlan, random: Random): Trajectory {
  const { centreRad, amplitudeRad, paceHz, durationS } = plan;
  const reaches: { startS: number; reachS: number; fromRad: number; toRad: number }[] = [];
  let side = random.uniform(0, 1) < 0.5 ? -1 : 1;
  let fromRad = centreRad;
  for (let startS = -marginS; startS < durationS + marginS; ) {
    const reachS = (0.5 / paceHz) * random.uniform(0.9, 1.3);
    const restS = (0.5 / paceHz) * random.uniform(0, 0.5);
    const toRad = centreRad + side * amplitudeRad * random.uniform(0.4, 1);
    reaches.push({ startS, reachS, fromRad, toRad });
    startS += reachS + restS;
    fromRad = toRad;
    side = -side;
  }
  let at = 0;
  return (timeS) => {
    while (at > 0 && timeS < reaches[at]!.startS) at--;
    while (at + 1 < reaches.length && timeS >= reaches[at + 1]!.startS) at++;
    const { startS, reachS, fromRad, toRad } = reaches[at]!;
    const s = Math.min(1, Math.max(0, (timeS - startS) / reachS));
    const way = toRad - fromRad;
    return {
      angleRad: fromRad + way * s ** 3 * (10 - 15 * s + 6 * s * s),
      velocityRadPerS: (way / reachS) * 30 * s * s * (1 - s) ** 2,
      accelerationRadPerS2: (way / reachS ** 2) * 60 * s * (1 - s) * (1 - 2 * s),
    };
  };
}
