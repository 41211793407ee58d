import { channelScale, normalise } from '../../../physics/signals/index.ts';
import { buildFeatures, expand, storedFeatures, strangerScales } from '../../inputs/index.ts';
import { gapS } from '../hold-out.ts';
import { withInputs } from '../input-sources.ts';
import { joinedTables, type RowRange, rowUses, type SampleTable, takeRows } from '../sample-table.ts';
import type { TrainingProblem } from '../training-problem.ts';
import type { Aside, Fold } from './folds.ts';

/**
 * The table of a sub-domain for a training without a part of its rows: these are held out, and a second on both sides of
 * them is history, since neighbours in time are nearly copies of one another.
 */
export function withoutAside(table: SampleTable, aside: readonly Aside[]): SampleTable {
  const of = Map.groupBy(aside, ({ recording }) => recording);
  const use = table.use.map((own, row) => {
    if (own === rowUses.history) return own;
    const time = table.timeS[row]!;
    const parts = of.get(table.recording[row]!) ?? [];
    if (parts.some(({ fromS, toS }) => time >= fromS && time <= toS)) return rowUses.heldOut;
    const isNear = parts.some(({ fromS, toS }) => time > fromS - gapS && time < toS + gapS);
    return isNear ? rowUses.history : own;
  });
  return { ...table, use };
}

/**
 * The rows that a fold sets aside, with all inputs, as a prediction would compute them: EMG of a new subject is normalised by
 * the scale of an unknown subject, not by the subject's own.
 *
 * @param tables of the division; a row may be in several, as history
 * @param mostRows more rows are thinned evenly
 */
export function rowsOfFold(
  tables: readonly SampleTable[],
  problem: TrainingProblem,
  { aside, condition }: Pick<Fold, 'aside' | 'condition'>,
  mostRows: number,
): SampleTable {
  const whole = wholeRecordings(tables, new Set(aside.map(({ recording }) => recording)));
  const scaled = condition === 'new-subject' ? scaledAsUnknown(whole, problem) : whole;
  const judged = withoutAside(scaled, aside);
  const rows = [...judged.use.keys()].filter((row) => judged.use[row] === rowUses.heldOut);
  const every = Math.max(1, Math.ceil(rows.length / mostRows));
  const use = judged.use.map((own) => (own === rowUses.heldOut ? own : rowUses.history));
  return withInputs(
    { ...judged, use },
    problem,
    rows.filter((_, at) => at % every === 0),
  );
}

/** All rows of some recordings, by recording and time, each once: with its labels if any table has them. */
function wholeRecordings(tables: readonly SampleTable[], recordings: ReadonlySet<number>): SampleTable {
  const parts = tables.map((table) =>
    takeRows(
      table,
      [...table.recording.keys()].filter((row) => recordings.has(table.recording[row]!)),
    ),
  );
  // Not joined at repeated rows: of a repeated row the one with labels is kept.
  const all = joinedTables(parts);
  const isWeak = (row: number) => (all.use[row]! >= rowUses.support ? 1 : 0);
  const order = [...all.recording.keys()].sort(
    (a, b) => all.recording[a]! - all.recording[b]! || all.timeS[a]! - all.timeS[b]! || isWeak(a) - isWeak(b),
  );
  const isRepeated = (at: number) =>
    at > 0 &&
    all.recording[order[at]!] === all.recording[order[at - 1]!] &&
    all.timeS[order[at]!] === all.timeS[order[at - 1]!];
  return takeRows(
    all,
    order.filter((_, at) => !isRepeated(at)),
  );
}

/**
 * EMG on the scale that a prediction for a subject without training data has; context anew from it.
 *
 * @param table whole recordings
 */
function scaledAsUnknown(table: SampleTable, problem: TrainingProblem): SampleTable {
  const { features, signals, emgScales, recordings } = problem;
  const channels = signals.emg.channels.length;
  const width = table.inputNames.length;
  const inputs = table.inputs.slice();
  for (const { start, end } of recordingsOf(table)) {
    const known = emgScales[recordings[table.recording[start]!]!.subject]!;
    // The first columns of a prepared table are the envelopes, one a channel.
    const envelopes = Array.from({ length: channels }, (_, channel) =>
      Float64Array.from(
        { length: end - start },
        (_, at) => known[channel]! * expandedFrom(inputs[(start + at) * width + channel]!, features),
      ),
    );
    const own = envelopes.map((envelope) => channelScale([envelope]));
    const scales = strangerScales(problem.strangerScale, own);
    const normalised = envelopes.map((envelope, at) => normalise(envelope, scales[at]!));
    inputs.set(buildFeatures(normalised, storedFeatures(features), signals.rateHz), start * width);
  }
  return { ...table, inputs };
}

/** The normalised envelope of a value in a table. */
function expandedFrom(value: number, { compression }: TrainingProblem['features']): number {
  return compression === 'log' ? expand(value) : value;
}

function recordingsOf({ rows, recording }: SampleTable): RowRange[] {
  const ranges: RowRange[] = [];
  for (let start = 0, end = 0; start < rows; start = end) {
    while (end < rows && recording[end] === recording[start]) end++;
    ranges.push({ start, end });
  }
  return ranges;
}
