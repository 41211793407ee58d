import { count, counted, words } from '../../../base/numbers/index.ts';
import { isWithAllNames } from '../../../model/weighing/index.ts';
import { figure } from '../figure.ts';
import { errorByModeSvg } from '../figures/error-by-mode.ts';
import { measuredAgainstPredictedSvg } from '../figures/measured-against-predicted.ts';
import { predictedScatterSvg } from '../figures/predicted-scatter.ts';
import { fromBestToWorst } from '../figures/trace-error.ts';
import { html } from '../html.ts';
import { angleRows, divisorsOf } from '../metrics.ts';
import type { Section } from '../page.ts';
import type { MetricRow, RunReport } from '../run-report.ts';
import { metricTable } from './metric-table.ts';
import { subjectTable } from './subject-table.ts';

/** The angle on held-out rows: errors by model, task, site and subject, and angles over time. */
export function resultsSection(report: RunReport): Section {
  const { publishedMode, joint, anglePositive } = report;
  const quantity = `${joint} ${anglePositive}`;
  const all = angleRows(report, 'all');
  const tasks = angleRows(report, 'task');
  const sites = angleRows(report, 'site');
  return {
    id: 'results',
    title: 'Angle on held-out rows',
    body: html`${metricTable({
      rows: all,
      publishedMode,
      grouped: false,
      caption: html`<b>All held-out rows.</b> nRMSE is RMSE divided by ${divisorsOf(all)}. R² is 1 less the squared error over the squared deviation of the measured angle from its mean, so it is negative if the mean would be better. The dot marks the published mode, bold the smallest RMSE. Ridge regression has the same features.${forestNote(all)}${namesNote(report, all)}`,
    })}
${figure(errorByModeSvg(report.metrics), 'RMSE in degrees over all held-out samples, and over those of each task.')}
${tracesByTask(report, quantity)}
${figure(
  predictedScatterSvg(report.traces, publishedMode, quantity),
  `Each dot is one held-out sample of the traces in this report, predicted by ${publishedMode}.`,
)}
<h3>By task</h3>
${metricTable({ rows: tasks, publishedMode, grouped: true, caption: html`Held-out samples of each task. nRMSE is RMSE divided by ${divisorsOf(tasks)}.` })}
<h3>By site</h3>
${metricTable({ rows: sites, publishedMode, grouped: true, caption: html`Held-out samples of each site. nRMSE is RMSE divided by ${divisorsOf(sites)}.` })}
<h3>By subject</h3>
${subjectTable(angleRows(report, 'subject'), publishedMode)}`,
  };
}

/** A sentence on the yardstick `forest`, if it is shown. */
function forestNote(rows: readonly MetricRow[]): string {
  if (!rows.some(({ model }) => model === 'forest')) return '';
  return ' “forest” is a yardstick: extremely randomised trees alone, grown by the product itself, those of the subject and task that are given.';
}

/** A sentence on “(no names)”, if a model is shown so. */
function namesNote({ heldOut }: RunReport, rows: readonly MetricRow[]): string {
  if (rows.every(isWithAllNames)) return '';
  const known = 'the EMG is scaled by its subject in both';
  const unknown = 'that of people without training rows by the recording and by what is usual in the study';
  const isAllNew = heldOut.ofNewPeople === heldOut.whole + heldOut.lastQuarters;
  const scaled =
    heldOut.ofNewPeople === 0
      ? known
      : isAllNew
        ? `the EMG is scaled in both as ${unknown}`
        : `${known}, ${unknown}`;
  return ` A mode whose result depends on the given subject, site and task is shown twice: with these names, and without as “(no names)”; ${scaled}.`;
}

const panelsATask = 9;

function tracesByTask(report: RunReport, quantity: string) {
  const tasks = [...new Set(report.traces.map((trace) => trace.task))].sort();
  const others = ['ridge'].filter((mode) => mode !== report.publishedMode);
  return tasks.map((task) => {
    const traces = report.traces.filter((trace) => trace.task === task);
    const shown = fromBestToWorst(traces, report.publishedMode, panelsATask);
    const drawn = others.filter((mode) => shown.some((trace) => mode in trace.predictedDeg));
    const title = `Measured and predicted ${quantity}, ${words(task)}`;
    const which = whichStretches(shown.length, traces.length, report.heldOut.stretchesByTask[task]);
    return html`<h3>${words(task)[0]?.toUpperCase()}${words(task).slice(1)}</h3>${figure(
      measuredAgainstPredictedSvg(shown, { title, quantity, modes: [report.publishedMode, ...drawn] }),
      `${which}${shown.length > 1 ? ', in the order of their error' : ''}. RMSE of ${report.publishedMode} over the drawn samples.`,
    )}`;
  });
}

/** @param kept stretches of the task in this report @param all held-out stretches of the task */
function whichStretches(shown: number, kept: number, all = kept): string {
  const stretches = counted(all, 'held-out stretch', 'held-out stretches');
  if (shown === all) return `${stretches[0]?.toUpperCase()}${stretches.slice(1)}`;
  const from = kept < all && shown < kept ? ` from ${count(kept)} spread evenly over the study` : '';
  const chosen =
    shown < kept
      ? `chosen${from} at even steps from the smallest to the largest error`
      : 'spread evenly over the study';
  return `${count(shown)} of ${stretches}, ${chosen}`;
}
