import { matrixColumn } from '../../../base/numbers/index.ts';
import type { Combined } from '../combine.ts';
import type { GlobalModel } from '../global-model.ts';
import type { Calibration } from './calibration.ts';
import { ownAngleRad } from './own-angle.ts';
import { personInputs } from './person-inputs.ts';

/**
 * The outputs of the model with the angles of a calibrated person. Forces and the spread of the local models stay.
 *
 * @param combined outputs of the model, normalised by the scales of the calibration
 * @param envelopes one a channel, mV
 */
export function calibrated(
  combined: Combined,
  { emgScales, angles }: Calibration,
  model: Pick<GlobalModel, 'features' | 'signals'>,
  envelopes: readonly Float64Array[],
): Combined {
  const { outputs, spread } = combined;
  const values = combined.values.slice();
  const inputs = personInputs(model, envelopes, emgScales);
  for (const [column, angle] of angles.entries()) {
    const own = ownAngleRad(angle, inputs, matrixColumn(values, outputs, column));
    for (let row = 0; row < own.length; row++) values[row * outputs + column] = own[row]!;
  }
  return { values, spread, outputs };
}
