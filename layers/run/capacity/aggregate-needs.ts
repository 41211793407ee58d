import { mostHeldOutRows } from '../../model/dataset/index.ts';
import { mostPredictions } from '../../model/weighing/index.ts';
import { assumed, measured } from './measured.ts';
import type { Needs, StudySize } from './study-size.ts';

/** Assumed share of rows held out; a manifest may hold out more, or nothing. */
const mostShareHeldOut = 0.5;

/** Memory and time for weighing and scoring the local models of a study. */
export function aggregateNeeds(size: StudySize): Needs {
  const { rows, emgInputs, nameInputs, muscles, subdomains, further } = size;
  const slopes = measured.aggregate;
  const models = subdomains + 1 + (further ? further.networks + further.forests : 0);
  const keptRows = Math.min(mostShareHeldOut * rows, mostHeldOutRows);
  const scoredRows = Math.min(keptRows, mostPredictions / models);
  const numbers = emgInputs + nameInputs + slopes.numbersPerOutput * (1 + muscles);
  const computingS =
    slopes.baseS +
    slopes.secondsPerModel * models +
    (slopes.secondsPerHeldOutRow + slopes.secondsPerAnswer * models) * scoredRows +
    forestsS(size, scoredRows);
  return {
    memoryMb: slopes.baseMb + slopes.mbPerModel * models + (4 * numbers * keptRows) / 1e6 + forestsMb(size),
    seconds:
      assumed.lambdaSlowdown * computingS + slopes.requestsPerModel * models * assumed.s3SecondsPerRequest,
  };
}

/** Forests are cut by subject and task, by subject, by task, and not at all: each row is in one of every cut. */
const mostCuts = 4;

/** Seconds of reading the tables of forests, and of their outputs for these rows and twice for the scored ones. */
function forestsS({ rows, further }: StudySize, scoredRows: number): number {
  if (!further) return 0;
  const { secondsPerForestAnswer, secondsPerRowRead } = measured.aggregate;
  const answers = Math.min(further.forests, mostCuts) * (rows + 2 * scoredRows);
  return secondsPerForestAnswer * answers + secondsPerRowRead * further.forestRowsRead;
}

/** Rows whose forests are open together, at most; see `functions/aggregate-models/gather.ts`. */
const rowsTogether = 200_000;

/** Forests that are open together, each as bytes and as numbers. */
function forestsMb({ rows, muscles, further }: StudySize): number {
  if (!further || further.forests === 0) return 0;
  const { bytesPerForestRow, bytesPerForestRowOutput } = measured.aggregate;
  const bytesOfRow = bytesPerForestRow + bytesPerForestRowOutput * (1 + muscles);
  return (2 * bytesOfRow * Math.min(rows, rowsTogether)) / 1e6;
}
