import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { allNames } from '../../model/inputs/index.ts';
import type { PhysicsScore } from '../../model/weighing/index.ts';
import { exampleRunReport } from './example-run-report.testing.ts';
import { renderReport } from './render-report.ts';
import type { MetricRow, RunReport } from './run-report.ts';

const report = exampleRunReport();
const textOf = (changes: Partial<RunReport>, selector: string) => {
  const { document } = parseHTML(renderReport({ ...report, ...changes }));
  return (document.querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ');
};
const row = (scope: MetricRow['scope'], name: string, unit: MetricRow['unit'], rmse: number): MetricRow => ({
  scope,
  name,
  unit,
  rmse,
  model: report.publishedMode,
  given: allNames,
  nrmse: 0.034,
  nrmseDivisor: 'range',
  r: 0.9,
  r2: 0.8,
  n: 120,
});

describe('the joint torque in a report', () => {
  const metrics = [
    ...report.metrics,
    row('torque', 'knee', 'N m', 4.21),
    row('torque', 'knee', 'N m/kg', 0.061),
    row('torque of a task', 'gait', 'N m', 5.32),
  ];
  const traces = report.traces.map((trace) => ({
    ...trace,
    torqueNm: {
      measured: trace.timeS.map((time) => 20 * Math.sin(time)),
      predicted: trace.timeS.map((time) => 18 * Math.sin(time)),
    },
  }));

  it('has errors in N m, N m/kg and percent, and a course over time for each task', () => {
    const text = textOf({ metrics, traces }, '#torque');
    expect(text).toContain('RMSE (N m)');
    expect(text).toContain('4.21');
    expect(text).toContain('RMSE (N m/kg)');
    expect(text).toContain('0.061');
    expect(text).toContain('3.4');
    for (const task of new Set(traces.map(({ task }) => task))) expect(text).toContain(task.split('_')[0]);
    const { document } = parseHTML(renderReport({ ...report, metrics, traces }));
    expect(document.querySelectorAll('#torque svg')).toHaveLength(
      new Set(traces.map(({ task }) => task)).size,
    );
  });

  it('is no section of a model without torque', () => {
    expect(textOf({}, '#torque')).toBe('');
    expect(textOf({}, 'nav')).not.toContain('Joint torque');
  });
});

describe('physics in a report', () => {
  const score = (model: string, angleRmseDeg: number, rmsNm: number, beforeNm: number): PhysicsScore => ({
    model,
    angleRmseDeg,
    balance: { beforeNm, afterNm: beforeNm / 2, rangeNm: 50, n: 300 },
    residual: { rmsNm, n: 292 },
  });
  const physics = [
    score(report.publishedMode, 7, 1, 2),
    score('single', 9, 1.25, 3),
    score('single without physics', 9.4, 2.5, 6),
  ];

  it('has balance and residual of the published model, of the single model and of its control', () => {
    const text = textOf({ physics }, '#physics');
    expect(text).toContain('single without physics');
    // 2, 3 and 6 of 50 N m, before the projection, and half of it afterwards.
    for (const share of ['4.00', '6.00', '12.00', '2.00', '3.00']) expect(text).toContain(share);
    expect(text).toContain(
      'On held-out samples the single model has an angle error of 9.0 degrees, a residual of 1.25 N m and a moment balance of 6.0 % with the residual, and an angle error of 9.4 degrees, a residual of 2.50 N m and a moment balance of 12.0 % without it (one seed).',
    );
  });

  it('names the missing control, and what would train one', () => {
    const alone = physics.slice(0, 2);
    expect(textOf({ physics: alone, controlMissing: 'it was never trained' }, '#physics')).toContain(
      'The control without physics is missing: it was never trained.',
    );
    expect(textOf({ physics: alone }, '#physics')).toContain(
      'its control, training.control, or a second run',
    );
  });

  it('has no table if neither torque nor equation of motion is known', () => {
    const none = physics.map((one) => ({ ...one, balance: null, residual: null }));
    const { document } = parseHTML(renderReport({ ...report, physics: none }));
    expect(document.querySelector('#physics table')).toBeNull();
  });
});
