import { allNames } from '../../model/inputs/index.ts';
import type { IntervalCoverage } from '../../model/weighing/index.ts';
import type { ContributionRow, FamilyRow, LabelRow, MetricRow, RunReport, Trace } from './run-report.ts';

/** A report of made-up numbers with everything in it that a report can have: for tests, and to look at the page. */
export function exampleRunReport(): RunReport {
  const traces = subjects.flatMap((subject, s) => tasks.map((task, t) => traceOf(subject, s, task, t)));
  return {
    study: 'knee-two-sites',
    run: '3f9a1c07d2e84b61',
    joint: 'knee',
    anglePositive: 'flexion',
    createdAt: '2025-03-14T09:26:53.589Z',
    engine: 'tensor (wasm)',
    state: 'Published',
    counts: {
      sites: 2,
      subjects: 7,
      recordings: 49,
      trainRows: 31_412,
      validationRows: 5240,
      heldOutRows: 9871,
      seconds: 931,
    },
    heldOut: {
      whole: 0,
      lastQuarters: 21,
      ofNewPeople: 0,
      stretchesByTask: Object.fromEntries(tasks.map((task) => [task, subjects.length])),
    },
    muscles,
    coverage90: { allNames: coverage(0.87, 1), noNames: coverage(0.82, 1.3) },
    subdomainsBy: 'subject',
    seeds: [1],
    physicsWeight: 0.3,
    publishedMode: 'inverse-error',
    metrics: metrics(),
    contributions: [...contributions(), ...furtherModels()],
    families: families(),
    traces,
    labels: traces.map(labelOf),
    curves: contributions().map(({ subdomain }, index) => curveOf(subdomain, index)),
    provenance: {
      code: { version: '0.1.0', node: 'v24.21.0' },
      settings: { seed: 1, lagsS: [0, 0.04, 0.08, 0.14, 0.22, 0.32], layers: [48, 48] },
      digests: { 'study.json': 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c' },
    },
    warnings: [
      'Envelopes of 49 recordings were filtered forward and backward before they were uploaded: the model was not trained on causal signals.',
    ],
  };
}

const subjects = ['1A', '2A', '4A', '1N', '5N', '9A', '11N'];
const tasks = ['gait', 'sit_knee_extension', 'stand_knee_flexion'];
const models = ['inverse-error', 'uniform', 'single', 'ridge', 'forest'];

function traceOf(subject: string, s: number, task: string, t: number): Trace {
  const timeS = Array.from({ length: 160 }, (_, index) => 11.2 + index * 0.025);
  const measuredDeg = timeS.map((time) => angleDeg(time + s * 0.37, t));
  const hasForces = task !== 'gait';
  return {
    recording: `site/${subject}_${task}.csv`,
    site: s < 3 ? 'bogota' : 'manizales',
    subject,
    task,
    timeS,
    measuredDeg,
    predictedDeg: Object.fromEntries(
      models.map((model, m) => [model, predictedDeg(timeS, measuredDeg, s, m)]),
    ),
    ...(hasForces
      ? { forcesN: Object.fromEntries(muscles.map((muscle, m) => [muscle, forceN(timeS, s, t, m)])) }
      : {}),
  };
}

/** Repeated bell-shaped movements, steeper in gait. */
function angleDeg(timeS: number, task: number): number {
  const phase = timeS / [1.15, 2.6, 2.2][task]!;
  const bell = Math.sin(Math.PI * phase) ** (task === 0 ? 6 : 4);
  const ripple = task === 0 ? 9 * Math.sin(2 * Math.PI * phase + 1) : 1.5 * Math.sin(5 * phase);
  return [8, 70, 5][task]! + [55, -52, 88][task]! * bell + ripple;
}

function predictedDeg(timeS: readonly number[], measured: readonly number[], s: number, m: number): number[] {
  const reach = [0.88, 0.85, 0.9, 0.62, 0.87][m]!;
  const mean = measured.reduce((sum, value) => sum + value, 0) / measured.length;
  return measured.map((_, index) => {
    const delayed = measured[Math.max(0, index - 3 - m)]!;
    const wander =
      [4, 5, 4.5, 9, 4.2][m]! * Math.sin(timeS[index]! * (2.1 + 0.3 * m) + s) +
      2 * Math.sin(timeS[index]! * 11 + m);
    return round(mean + reach * (delayed - mean) + wander + (s - 3) * 0.8);
  });
}

const muscles = ['rect_fem_r', 'vasti_r', 'bifemlh_r', 'semiten_r'];

function forceN(timeS: readonly number[], s: number, t: number, m: number) {
  const peakN = [310, 540, 160, 120][m]! * (t === 1 ? (m < 2 ? 1 : 0.15) : m < 2 ? 0.12 : 1.3);
  const shape = (time: number) => Math.sin((Math.PI * (time + s * 0.37)) / [1.15, 2.6, 2.2][t]!) ** 4;
  return {
    labelled: timeS.map((time) => (time > 14.6 ? null : round(peakN * shape(time) + 8))),
    predicted: timeS.map((time) =>
      round(Math.max(0, peakN * 0.9 * shape(time - 0.08) + 10 + 12 * Math.sin(time * 6 + m))),
    ),
  };
}

function coverage(share: number, width: number): IntervalCoverage {
  const byMuscle = <T>(of: (m: number) => T) =>
    Object.fromEntries(muscles.map((muscle, m) => [muscle, of(m)]));
  return {
    angle: share,
    forces: byMuscle((m) => share + 0.01 * m),
    allForces: share + 0.015,
    angleHalfWidthRad: { mean: 0.3 * width, largest: 0.5 * width },
    forceHalfWidthsN: byMuscle((m) => ({ mean: (40 + 10 * m) * width, largest: 905 })),
  };
}

function metrics(): MetricRow[] {
  const rows = (scope: MetricRow['scope'], name: string, rmse: number, n: number): MetricRow[] =>
    models.map((model, m) => {
      const error = rmse * [1, 1.04, 0.93, 1.31, 0.96][m]!;
      return {
        scope,
        name,
        model,
        given: allNames,
        n,
        unit: scope === 'muscle' ? 'N' : 'deg',
        rmse: round(error),
        nrmse: error / (scope === 'muscle' ? 600 : 98.4),
        nrmseDivisor: scope === 'muscle' ? 'the range of the label' : 'the range of the measured angle',
        r: round(0.97 - error / (scope === 'muscle' ? 900 : 160)),
        r2: round(0.93 - error / (scope === 'muscle' ? 500 : 80)),
      };
    });
  return [
    ...rows('all', 'all', 13.2, 9871),
    ...tasks.flatMap((task, t) => rows('task', task, [11.3, 12.4, 16.9][t]!, 3290)),
    ...['bogota', 'manizales'].flatMap((site, s) => rows('site', site, [14.4, 12.1][s]!, 4935)),
    ...subjects.flatMap((subject, s) => rows('subject', subject, 8.5 + 2.1 * s, 1410)),
    ...muscles.flatMap((muscle, m) => rows('muscle', muscle, [38, 61, 24, 17][m]!, 6580)),
  ];
}

function contributions(): ContributionRow[] {
  const error = [0.21, 0.34, 0.27, 0.18, 0.25, 0.31, null];
  const total = error.reduce<number>((sum, each) => sum + (each === null ? 0 : 1 / each), 0);
  const control: ContributionRow = {
    subdomain: 'single',
    kind: 'single',
    label: 'everything',
    rows: 31_412,
    seconds: 96.2,
    error: 0.36,
    weight: 0,
    trainingError: 0.36,
    validationError: 0.41,
  };
  const local = subjects.map(
    (subject, s): ContributionRow => ({
      subdomain: `subject-${String(s + 1).padStart(2, '0')}`,
      kind: 'local',
      label: `subject ${subject}`,
      rows: 4100 + 217 * s,
      seconds: 11.4 + 1.3 * s,
      error: error[s]!,
      weight: error[s] === null ? 0 : 1 / error[s]! / total,
      trainingError: error[s] === null ? null : error[s]! * 0.83,
      validationError: error[s] === null ? null : error[s]! * 1.42,
      ...(error[s] === null ? { dropped: 'its weights hold a number that is not finite' } : {}),
    }),
  );
  return [control, ...local];
}

/** A forest of each subject; that of the last one is missing. */
function furtherModels(): ContributionRow[] {
  return subjects.map((subject, s) => ({
    subdomain: `subject-${s + 1}-forest`,
    kind: 'further',
    label: `subject ${subject}`,
    learner: 'forest',
    family: 'forests by subject',
    rows: 4100 + 217 * s,
    seconds: 0.4,
    error: s === 6 ? null : 0.1 + 0.01 * s,
    weight: 0,
    trainingError: s === 6 ? null : 0.1 + 0.01 * s,
    validationError: s === 6 ? null : 0.3 + 0.01 * s,
    ...(s === 6 ? { dropped: 'it was never trained' } : {}),
  }));
}

function families(): FamilyRow[] {
  const range = (least: number, most = least) => ({ least, most });
  return [
    {
      family: 'network of everything',
      kind: 'single',
      learner: 'network',
      needs: [],
      models: 1,
      dropped: 0,
      rows: 31_412,
      seconds: 96.2,
      trainingError: range(0.36),
      validationError: range(0.41),
      share: { allNames: 0, noNames: 0 },
    },
    {
      family: 'networks by subject',
      kind: 'local',
      learner: 'network',
      needs: [],
      models: 6,
      dropped: 1,
      rows: 27_855,
      seconds: 87.9,
      trainingError: range(0.15, 0.28),
      validationError: range(0.26, 0.48),
      share: { allNames: 1, noNames: 1 },
    },
    {
      family: 'forests by subject',
      kind: 'further',
      learner: 'forest',
      needs: ['subject'],
      models: 6,
      dropped: 1,
      rows: 27_855,
      seconds: 2.4,
      trainingError: range(0.1, 0.15),
      validationError: null,
      share: { allNames: 0, noNames: 0 },
    },
  ];
}

function labelOf(trace: Trace): LabelRow {
  const hasTorque = trace.forcesN !== undefined;
  return {
    recording: trace.recording,
    task: trace.task,
    isLearnt: true,
    isLearntForces: hasTorque,
    physics: hasTorque ? 'equation of motion' : 'none',
    source: hasTorque ? 'equation of motion' : 'none',
    frames: 710,
    labelled: hasTorque ? 694 : 0,
    method: hasTorque ? 'static optimisation, emg-assisted' : 'none',
    refused: { unknown: hasTorque ? 8 : 710, outOfRange: hasTorque ? 6 : 0, reserve: hasTorque ? 2 : 0 },
    reserveMaxNm: hasTorque ? 1.37 : null,
  };
}

function curveOf(subdomain: string, index: number) {
  const step = Array.from({ length: 40 }, (_, k) => k * 20);
  return {
    subdomain,
    step,
    loss: step.map(
      (at) => 0.05 + 0.01 * index + 1.6 * Math.exp(-at / (110 + 14 * index)) + 0.02 * Math.sin(at),
    ),
    validation: step.map((at) => 0.16 + 0.02 * index + 1.5 * Math.exp(-at / (130 + 11 * index)) + at / 9000),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
