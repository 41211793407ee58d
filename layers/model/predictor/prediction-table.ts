import { degreesOf, secondsDigits, sixDigits } from '../../base/numbers/index.ts';
import type { WrittenColumn, WrittenTable } from '../../study/formats/index.ts';
import type { GlobalModel } from './global-model.ts';
import type { Prediction } from './predict.ts';

/**
 * A prediction as a table: six significant digits in text formats, time to the microsecond. The names of the columns say
 * direction and unit: `knee_flexion_deg` grows with flexion, and a positive `torque_knee_flexion_Nm` flexes.
 */
export function predictionTable(
  prediction: Prediction,
  { joint, study, run }: Pick<GlobalModel, 'joint' | 'study' | 'run'>,
): WrittenTable {
  const outputs = outputsIn(prediction, joint);
  return {
    title: `${joint} angle${prediction.torqueNm ? ', torque' : ''} and muscle forces predicted from EMG by ${study} ${run}`,
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
  {
    positive,
    angleRad,
    forcesN,
    torqueNm = new Map(),
    spreadAngleRad,
    spreadForcesN,
    spreadTorqueNm,
    interval90,
  }: Prediction,
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
    ...[...torqueNm].map(([coordinate, values]) => ({
      name: `torque_${coordinate}_${positive}`,
      unit: 'N m' as const,
      values,
      spread: spreadTorqueNm!.get(coordinate)!,
      halfWidth90: interval90?.torqueNm?.get(coordinate),
    })),
  ];
}

function column(name: string, unit: 'rad' | 'deg' | 'N' | 'N m', values: Float64Array): WrittenColumn {
  const isAngle = unit === 'rad' || unit === 'deg';
  return {
    name: `${name}_${unit.replace(' ', '')}`,
    ...(isAngle ? { unit } : {}),
    values,
    textOf: (value) => String(sixDigits(value)),
  };
}
