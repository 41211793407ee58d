import { count, counted, decimals, percent, words } from '../../../base/numbers/index.ts';
import { figure } from '../figure.ts';
import { muscleForcesSvg } from '../figures/muscle-forces.ts';
import { rmseOf } from '../figures/trace-error.ts';
import { html } from '../html.ts';
import { divisorsOf } from '../metrics.ts';
import type { Section } from '../page.ts';
import type { LabelRow, RunReport, Trace } from '../run-report.ts';
import { table } from '../table.ts';
import { metricTable } from './metric-table.ts';

/** Muscle forces: sources of the labels, errors, and courses over time. */
export function forcesSection(report: RunReport): Section {
  const muscles = report.metrics.filter((row) => row.unit === 'N' && row.scope === 'muscle');
  return {
    id: 'forces',
    title: 'Muscle forces',
    body: html`<p>${introduction(report)}</p>
${labelTable(report.labels)}
${
  muscles.length > 0 &&
  metricTable({
    rows: muscles,
    publishedMode: report.publishedMode,
    grouped: true,
    caption: html`<b>Force of each muscle against its label</b>, on held-out samples with a label. nRMSE is RMSE divided by ${divisorsOf(muscles).replace('measured values', 'labels')}.`,
  })
}
${typicalByTask(report).map((trace) =>
  figure(
    muscleForcesSvg(trace, report.publishedMode),
    `Subject ${trace.subject}, ${words(trace.task)}: of the task's held-out stretches in this report, the one with the median angle error.${hasLabels(trace) ? '' : ' It has no force labels.'} All panels share one scale of newtons.`,
  ),
)}`,
  };
}

function introduction({ labels, muscles, metrics }: RunReport): string {
  if (muscles.length === 0)
    return 'No recording of this study has a force label: there is no force column, no torque column and no posture from which a torque follows. Therefore the model predicts no muscle forces.';
  const learnt = labels.filter((label) => label.isLearntForces);
  if (learnt.length === 0)
    return 'No training row of this study has a force label. The predicted forces are not supported by data.';
  const given = learnt.filter((label) => label.source === 'given').length;
  const error = metrics.some((row) => row.scope === 'muscle' && row.n > 0)
    ? ' The error below is therefore the distance to such labels, not to the force in a tendon.'
    : '';
  const shared = `If a torque is known, static optimisation shares it among the muscles, and the networks learn these forces.${error}`;
  if (given === 0) return `These forces were not measured. ${shared}${unsupported(labels)}`;
  if (given === learnt.length)
    return `The forces to learn from were given with the study.${unsupported(labels)}`;
  return `The forces of ${counted(given, 'recording')} that the networks learned from were given with the study. The other forces were not measured. ${shared}${unsupported(labels)}`;
}

/** A sentence on the tasks without labelled training rows, for which the model predicts forces all the same. */
function unsupported(labels: readonly LabelRow[]): string {
  const supported = new Set(labels.filter((label) => label.isLearntForces).map(({ task }) => task));
  const tasks = [...new Set(labels.map(({ task }) => task))].filter((task) => !supported.has(task)).sort();
  if (tasks.length === 0) return '';
  const more = tasks.length > mostTasks ? ` and ${count(tasks.length - mostTasks)} more` : '';
  return ` No label supports the predicted forces for ${tasks.slice(0, mostTasks).map(words).join(', ')}${more}: no training row of these tasks has a force label.`;
}

const mostTasks = 10;

const meaning: Readonly<Record<LabelRow['source'], string>> = {
  given: 'force columns of the study',
  'torque column': 'static optimisation of the torque column',
  'equation of motion': 'static optimisation of the torque of the equation of motion',
  none: 'no label: no force or torque column, and external load or posture unknown',
};

/** One row for each source of the torque and method of sharing it. */
function labelTable(labels: readonly LabelRow[]) {
  const kindOf = ({ source, method }: LabelRow) =>
    method.includes('emg-assisted') ? `${meaning[source]}, EMG-assisted` : meaning[source];
  const order = Object.keys(meaning);
  const sorted = labels.toSorted((a, b) => order.indexOf(a.source) - order.indexOf(b.source));
  const groups = Map.groupBy(sorted, kindOf);
  const of = (kind: string) => groups.get(kind)!;
  const sum = (rows: readonly LabelRow[], key: 'frames' | 'labelled') =>
    rows.reduce((total, row) => total + row[key], 0);
  const refused = (kind: string, reason: keyof LabelRow['refused']) =>
    count(of(kind).reduce((total, row) => total + row.refused[reason], 0));
  const share = (rows: readonly LabelRow[]) => {
    const frames = sum(rows, 'frames');
    return frames === 0 ? null : sum(rows, 'labelled') / frames;
  };
  const reserve = (rows: readonly LabelRow[]) => {
    const known = rows.flatMap((row) => (row.reserveMaxNm === null ? [] : [row.reserveMaxNm]));
    return known.length === 0 ? null : Math.max(...known);
  };
  return table<string>({
    caption: html`<b>Sources of the force labels.</b> Reserve: the torque that the muscles could not deliver within their limits. Frames whose reserve exceeds 5 % of the peak torque have no label. Frames without a torque have an unknown posture or load, are masked out, or are at the edge of a recording.`,
    groups: [{ rows: [...groups.keys()] }],
    columns: [
      { heading: 'Labelled by', cell: (kind) => kind },
      { heading: 'Recordings', numeric: true, cell: (kind) => count(of(kind).length) },
      { heading: 'Frames', numeric: true, cell: (kind) => count(sum(of(kind), 'frames')) },
      { heading: 'Frames with a label (%)', numeric: true, cell: (kind) => percent(share(of(kind))) },
      { heading: 'No torque', numeric: true, cell: (kind) => refused(kind, 'unknown') },
      { heading: 'Angle out of range', numeric: true, cell: (kind) => refused(kind, 'outOfRange') },
      { heading: 'Beyond the muscles', numeric: true, cell: (kind) => refused(kind, 'reserve') },
      { heading: 'Largest reserve (N m)', numeric: true, cell: (kind) => decimals(reserve(of(kind)), 2) },
    ],
  });
}

function hasLabels({ forcesN = {} }: Trace): boolean {
  return Object.values(forcesN).some(({ labelled }) => labelled.some((forceN) => forceN !== null));
}

/** For each task, the trace with forces that has the median angle error. */
function typicalByTask(report: RunReport): Trace[] {
  const withForces = report.traces.filter((trace) => Object.keys(trace.forcesN ?? {}).length > 0);
  const tasks = [...new Set(withForces.map((trace) => trace.task))].sort();
  return tasks.flatMap((task) => {
    const ranked = withForces
      .filter((trace) => trace.task === task)
      .sort((a, b) => (rmseOf(a, report.publishedMode) ?? 0) - (rmseOf(b, report.publishedMode) ?? 0));
    return ranked.slice((ranked.length - 1) >> 1, ((ranked.length - 1) >> 1) + 1);
  });
}
