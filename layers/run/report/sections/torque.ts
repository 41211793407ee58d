import { words } from '../../../base/numbers/index.ts';
import { isWithAllNames } from '../../../model/weighing/index.ts';
import { figure } from '../figure.ts';
import { jointTorqueSvg } from '../figures/joint-torque.ts';
import { type Html, html } from '../html.ts';
import { divisorsOf } from '../metrics.ts';
import type { Section } from '../page.ts';
import type { MetricRow, RunReport, Trace } from '../run-report.ts';
import { metricTable } from './metric-table.ts';

/** Joint torque: errors and courses over time; undefined if torque is no output of the model. */
export function torqueSection(report: RunReport): Section | undefined {
  const rows = report.metrics.filter(({ scope }) => scope === 'torque' || scope === 'torque of a task');
  const traces = typicalByTask(report.traces);
  if (rows.length === 0 && traces.length === 0) return undefined;
  return {
    id: 'torque',
    title: 'Joint torque',
    body: html`<p>The torque was measured in recordings that the local models learned from, so it is one of their outputs. The published forces are projected onto it: the sum of moment arm times force is the published torque in every row.</p>
${tableOf(rows, report, 'torque', 'N m', 'over all held-out rows where it was measured')}
${tableOf(rows, report, 'torque', 'N m/kg', 'per kilogram of body mass, on the rows of people whose mass the study states')}
${tableOf(rows, report, 'torque of a task', 'N m', 'by task')}
${traces.map((trace) => figure(jointTorqueSvg(trace, report.publishedMode, report.joint), `Subject ${trace.subject}, ${words(trace.task)}: the first held-out stretch of the task in this report.`))}`,
  };
}

function tableOf(
  all: readonly MetricRow[],
  { publishedMode }: RunReport,
  scope: MetricRow['scope'],
  unit: MetricRow['unit'],
  meaning: string,
): Html | false {
  const rows = all.filter((row) => row.scope === scope && row.unit === unit && isWithAllNames(row));
  if (rows.length === 0) return false;
  return metricTable({
    rows,
    publishedMode,
    grouped: scope === 'torque of a task',
    caption: html`<b>Torque against the measured one</b>, ${meaning}; subject, site and task are given. nRMSE is RMSE divided by ${divisorsOf(rows)}.`,
  });
}

/** The first trace of each task that has a measured torque. */
function typicalByTask(traces: readonly Trace[]): Trace[] {
  const measured = traces.filter(({ torqueNm }) => torqueNm?.measured.some((value) => value !== null));
  const tasks = [...new Set(measured.map(({ task }) => task))].sort();
  return tasks.map((task) => measured.find((trace) => trace.task === task)!);
}
