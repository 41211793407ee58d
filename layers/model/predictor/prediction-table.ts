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
  const outputs = outputsIn(prediction, joint);
  return {
    title: `${joint} angle and muscle forces predicted from EMG by ${study} ${run}`,
    columns: [
      {
        name: 'time_s',
        unit: 's',
        values: prediction.timeS,
        textOf: (seconds) => String(secondsDigits(seconds)),
      },
      ...outputs.flatMap(({ name, unit, values }) => [
        column(name, unit, values),
        ...(unit === 'rad' ? [column(name, 'deg', values.map(degreesOf))] : []),
      ]),
      ...outputs.map(({ name, unit, spread }) => column(`spread_${name}`, unit, spread)),
      ...outputs.flatMap(({ name, unit, halfWidth90 }) =>
        halfWidth90 ? [column(`interval90_${name}`, unit, halfWidth90)] : [],
      ),
      { name: 'out_of_range', values: prediction.outOfRange },
      { name: 'warm_up', values: prediction.warmUp },
    ],
  };
}

/** The outputs of a prediction in the order of the columns, by the names that their columns begin with. */
function outputsIn(
  { positive, angleRad, forcesN, spreadAngleRad, spreadForcesN, interval90 }: Prediction,
  joint: string,
) {
  return [
    {
      name: `${joint}_${positive}`,
      unit: 'rad' as const,
      values: angleRad,
      spread: spreadAngleRad,
      halfWidth90: interval90?.angleRad,
    },
    ...[...forcesN].map(([muscle, values]) => ({
      name: `force_${muscle}`,
      unit: 'N' as const,
      values,
      spread: spreadForcesN.get(muscle)!,
      halfWidth90: interval90?.forcesN.get(muscle),
    })),
  ];
}

function column(name: string, unit: 'rad' | 'deg' | 'N', values: Float64Array): WrittenColumn {
  return {
    name: `${name}_${unit}`,
    ...(unit === 'N' ? {} : { unit }),
    values,
    textOf: (value) => String(sixDigits(value)),
  };
}
