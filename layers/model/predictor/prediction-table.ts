import { degreesOf, secondsDigits, sixDigits } from '../../base/numbers/index.ts';
import type { WrittenColumn, WrittenTable } from '../../study/formats/index.ts';
import type { GlobalModel } from './global-model.ts';
import type { Prediction } from './predict.ts';

/**
 * A prediction as a table: six significant digits in text formats, time to the microsecond. The names of the columns say
 * direction and unit: `knee_flexion_deg` grows with flexion.
 */
export function predictionTable(
  prediction: Prediction,
  { joint, study, run }: Pick<GlobalModel, 'joint' | 'study' | 'run'>,
): WrittenTable {
  const angle = `${joint}_${prediction.positive}`;
  return {
    title: `${joint} angle and muscle forces predicted from EMG by ${study} ${run}`,
    columns: [
      {
        name: 'time_s',
        unit: 's',
        values: prediction.timeS,
        textOf: (seconds) => String(secondsDigits(seconds)),
      },
      radians(`${angle}_rad`, prediction.angleRad),
      { ...measured(`${angle}_deg`, prediction.angleRad.map(degreesOf)), unit: 'deg' },
      ...forces('force', prediction.forcesN),
      radians(`spread_${angle}_rad`, prediction.spreadAngleRad),
      ...forces('spread_force', prediction.spreadForcesN),
      ...intervalColumns(prediction, angle),
      { name: 'out_of_range', values: prediction.outOfRange },
      { name: 'warm_up', values: prediction.warmUp },
    ],
  };
}

function intervalColumns({ interval90 }: Prediction, angle: string): WrittenColumn[] {
  if (!interval90) return [];
  const { angleRad, forcesN } = interval90;
  return [
    ...(angleRad ? [radians(`interval90_${angle}_rad`, angleRad)] : []),
    ...forces('interval90_force', forcesN),
  ];
}

function forces(name: string, forcesN: ReadonlyMap<string, Float64Array>): WrittenColumn[] {
  return [...forcesN].map(([muscle, forceN]) => measured(`${name}_${muscle}_N`, forceN));
}

function radians(name: string, values: Float64Array): WrittenColumn {
  return { ...measured(name, values), unit: 'rad' };
}

function measured(name: string, values: Float64Array): WrittenColumn {
  return { name, values, textOf: (value) => String(sixDigits(value)) };
}
