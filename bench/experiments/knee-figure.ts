import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStudy } from '../../cli/commands/run.ts';
import { openModelFolder } from '../../cli/model-folder.ts';
import { openStudyFolder } from '../../cli/study-folder.ts';
import { decimals, degreesOf, percent } from '../../layers/base/numbers/index.ts';
import { emgFromFile, type LoadedModel, predict } from '../../layers/model/predictor/index.ts';
import { interpolate } from '../../layers/physics/signals/index.ts';
import { openMetrics } from '../../layers/run/records/index.ts';
import { measuredAgainstPredictedSvg } from '../../layers/run/report/index.ts';
import type { Trace } from '../../layers/run/report/testing.ts';
import { readDelimited } from '../../layers/study/formats/index.ts';
import type { Manifest, RecordingEntry } from '../../layers/study/manifest/index.ts';
import { writeUciStudy } from '../convert/uci-lower-limb.ts';

const source = 'uci-lower-limb';
const tasks = ['sit_knee_extension', 'stand_knee_flexion', 'gait'];

/**
 * `npm run study -- figure`: trains the two-site knee study of real recordings, and draws the knee angle of one person a site
 * with its 90 % interval, in the last quarters of recordings that were held out. Subject and task are given.
 *
 * @param file the SVG to write
 */
export async function writeKneeFigure(file: URL, dataDir: string): Promise<void> {
  const recordings = join(dataDir, source);
  if (!existsSync(recordings)) {
    console.log(`Skipped: there is no folder ${source} among the real recordings (--data).`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-knee-'));
  try {
    const studyDir = join(folder, 'study');
    writeUciStudy(recordings, studyDir);
    const study = openStudyFolder(studyDir);
    const outcome = await runStudy(study, { out: folder, data: join(folder, 'data') });
    if (outcome.state !== 'Published') throw new Error(`The knee study ended as ${outcome.state}.`);
    const { model } = await openModelFolder(join(folder, 'model'));
    const traces = shownRecordings(study.manifest).map((entry) => heldOutTrace(entry, studyDir, model));
    writeFileSync(file, `${kneeSvg(traces, model.mode)}\n`);
    for (const line of [...summary(traces, model.mode), coverage(folder)]) console.log(line);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All tasks of one person a site: the first by name with a held-out last quarter of each task. */
function shownRecordings({ recordings }: Manifest): RecordingEntry[] {
  const open = recordings.filter(({ split }) => split === undefined);
  const sites = [...new Set(open.map(({ site }) => site))].sort();
  return sites.flatMap((site) => {
    const people = Map.groupBy(
      open.filter((entry) => entry.site === site),
      ({ subject }) => subject,
    );
    const names = [...people.keys()].sort();
    const ofEachTask = names
      .map((name) => tasks.map((task) => people.get(name)!.filter((entry) => entry.task === task)))
      .find((entries) => entries.every(({ length }) => length === 1));
    return ofEachTask?.flat() ?? [];
  });
}

/** Measured and predicted angle of the last quarter of a recording, which training has not seen. */
function heldOutTrace(entry: RecordingEntry, studyDir: string, model: LoadedModel['model']): Trace {
  const { site, subject, task } = entry;
  const recording = entry.file!;
  const bytes = readFileSync(join(studyDir, recording));
  const { timeS, angleRad, interval90 } = predict(model, {
    ...emgFromFile(recording, bytes, model),
    subject,
    task,
  });
  const from = Math.round(timeS.length * 0.75);
  const heldOutS = timeS.subarray(from);
  const { columns } = readDelimited(recording, bytes, new Set(['time_s', 'knee_flexion_deg']));
  const measured = interpolate(
    columns.get('time_s')!.values,
    columns.get('knee_flexion_deg')!.values,
    heldOutS,
  );
  const heldOutDeg = (valuesRad: Float64Array) => [...valuesRad.subarray(from).map(degreesOf)];
  return {
    recording,
    site,
    subject,
    task,
    timeS: [...heldOutS],
    measuredDeg: [...measured],
    predictedDeg: { [model.mode]: heldOutDeg(angleRad) },
    ...(interval90?.angleRad ? { interval90Deg: heldOutDeg(interval90.angleRad) } : {}),
  };
}

function kneeSvg(traces: readonly Trace[], mode: string): string {
  return measuredAgainstPredictedSvg(traces, {
    title: 'Knee angle of two people at two sites, measured and predicted from EMG',
    quantity: 'knee flexion',
    modes: [mode],
    columns: tasks.length,
  });
}

/** The share of all held-out angles of the study that lie in the interval. */
function coverage(folder: string): string {
  const metrics = openMetrics(JSON.parse(readFileSync(join(folder, 'model', 'metrics.json'), 'utf8')));
  return `whole study: ${percent(metrics.coverage90!.allNames.angle, 0)} % of the held-out rows in the 90 % interval`;
}

/** The error of the shown predictions, and the share of the measured angle in the interval. */
function summary(traces: readonly Trace[], mode: string): string[] {
  const lines = traces.map((trace) => ({
    name: `${trace.subject}, ${trace.task}`,
    ...errorsOf(trace, mode),
  }));
  const rows = lines.flatMap(({ errors }) => errors);
  const rmseDeg = (errors: readonly Error90[]) =>
    Math.sqrt(errors.reduce((sum, { errorDeg }) => sum + errorDeg ** 2, 0) / errors.length);
  const covered = (errors: readonly Error90[]) =>
    errors.filter(({ isCovered }) => isCovered).length / errors.length;
  return [...lines, { name: 'all', errors: rows }].map(
    ({ name, errors }) =>
      `${name}: RMSE ${decimals(rmseDeg(errors), 1)} deg, ${percent(covered(errors), 0)} % of ${errors.length} rows in the 90 % interval`,
  );
}

interface Error90 {
  readonly errorDeg: number;
  readonly isCovered: boolean;
}

function errorsOf({ measuredDeg, predictedDeg, interval90Deg }: Trace, mode: string): { errors: Error90[] } {
  const errors = measuredDeg.map((measured, row) => {
    const errorDeg = predictedDeg[mode]![row]! - measured!;
    return { errorDeg, isCovered: Math.abs(errorDeg) <= (interval90Deg?.[row] ?? 0) };
  });
  return { errors };
}
