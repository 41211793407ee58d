import { mostHeldOutRows } from '../../model/dataset/index.ts';
import { mostPredictions } from '../../model/weighing/index.ts';
import { assumed, measured } from './measured.ts';
import type { Needs, StudySize } from './study-size.ts';

/** Assumed share of rows held out; a manifest may hold out more, or nothing. */
const mostShareHeldOut = 0.5;

/** Memory and time for weighing and scoring the local models of a study. */
export function aggregateNeeds(size: StudySize): Needs {
  const { rows, emgInputs, nameInputs, muscles, subdomains } = size;
  const slopes = measured.aggregate;
  const models = subdomains + 1;
  const keptRows = Math.min(mostShareHeldOut * rows, mostHeldOutRows);
  const scoredRows = Math.min(keptRows, mostPredictions / models);
  const numbers = emgInputs + nameInputs + slopes.numbersPerOutput * (1 + muscles);
  const computingS =
    slopes.baseS +
    slopes.secondsPerModel * models +
    (slopes.secondsPerHeldOutRow + slopes.secondsPerAnswer * models) * scoredRows;
  return {
    memoryMb: slopes.baseMb + slopes.mbPerModel * models + (4 * numbers * keptRows) / 1e6,
    seconds:
      assumed.lambdaSlowdown * computingS + slopes.requestsPerModel * models * assumed.s3SecondsPerRequest,
  };
}
