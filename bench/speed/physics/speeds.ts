import { dynamicsOf, inverseDynamicsOfMovementNm } from '../../../layers/physics/biomechanics/index.ts';
import { randomNumbers, staticOptimisation, wrist } from '../../../layers/physics/biomechanics/testing.ts';
import { simulatedFiles } from '../../../layers/study/simulation/index.ts';
import type { Measurement } from './measurement.ts';

const repeats = 9;

/** Frames a second of the wrist with six muscles on one core, and how long a simulated minute takes; medians. */
export function speeds(seed: number): Measurement[] {
  const random = randomNumbers(seed);
  const frames = 100_000;
  const column = (least: number, most: number) =>
    Float64Array.from({ length: frames }, () => least + (most - least) * random());
  const movement = {
    angleRad: column(-1, 1),
    velocityRadPerS: column(-4, 4),
    accelerationRadPerS2: column(-30, 30),
  };
  const torqueFrames = { ...movement, torqueNm: column(-2, 2) };
  const excitation = wrist.muscles.map(() => column(0, 0.5));
  const dynamics = dynamicsOf(wrist, { posture: 'palm-down' })!;
  const out = new Float64Array(frames);
  const few = Object.fromEntries(
    Object.entries(torqueFrames).map(([name, values]) => [name, values.subarray(0, 2000)]),
  ) as unknown as typeof torqueFrames;
  const rate = (what: string, count: number, work: () => void, limit?: number): Measurement => ({
    what: `${what}, wrist, one core`,
    against: 'clock',
    reached: count / medianSeconds(work),
    unit: 'frames/s',
    ...(limit && { must: { be: '>=', limit } }),
  });
  return [
    rate('Inverse dynamics', frames, () => inverseDynamicsOfMovementNm(dynamics, movement, out), 200_000),
    rate('Static optimisation, plain', frames, () => staticOptimisation(wrist, torqueFrames), 200_000),
    rate(
      'Static optimisation, EMG-assisted',
      frames,
      () => staticOptimisation(wrist, { ...torqueFrames, excitation }),
      200_000,
    ),
    rate('Static optimisation, compliant tendons', 2000, () =>
      staticOptimisation(wrist, few, 0.01, 'compliant'),
    ),
    {
      what: 'Simulating one subject for one minute, EMG at 1 kHz and text of the files included',
      against: 'clock',
      reached: medianSeconds(() => {
        const minute = { recordingsPerSubject: 1, secondsPerRecording: 60 };
        for (const _ of simulatedFiles({ joint: 'wrist', subjects: 1, sites: 1, seed, ...minute }));
      }),
      unit: 's',
      must: { be: '<', limit: 2 },
    },
  ];
}

function medianSeconds(work: () => void): number {
  work();
  const seconds = Array.from({ length: repeats }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
  return seconds.toSorted((a, b) => a - b)[repeats >> 1]!;
}
