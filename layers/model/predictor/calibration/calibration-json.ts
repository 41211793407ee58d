import { forestBytes, forestOf } from '../../forest/index.ts';
import { base64Of, bytesOfBase64, bytesOfFloats, floatsOf } from '../model-file/base64.ts';
import { emgInputNames } from '../model-file/input-names.ts';
import type { CalibrationJson, ModelJson, OwnAngleJson } from '../model-file/model-json.ts';
import type { Calibration, OwnAngle } from './calibration.ts';

/** A calibration as `model.json` holds it. */
export function jsonOfCalibration({ angles, ...calibration }: Calibration): CalibrationJson {
  return { ...calibration, angles: angles.map(jsonOfAngle) };
}

/** @param json checked: its lists agree with each other */
export function calibrationOfJson({ angles, ...calibration }: CalibrationJson): Calibration {
  return { ...calibration, angles: angles.map(angleOfJson) };
}

/** Faults of the forests of calibrations, as sentences; the rest of a calibration is checked with `model.json`. */
export function forestFaults({ calibrations = {}, signals, features }: ModelJson): string[] {
  const columns = signals.emg.channels.map(({ column }) => column);
  const inputs = emgInputNames(columns, features).length;
  const forests = Object.values(calibrations).flatMap((own) =>
    own.flatMap(({ angles }) => angles.flatMap(({ forest }) => forest?.bytes ?? [])),
  );
  return forests.flatMap((bytes) => {
    try {
      const grown = forestOf(bytesOfBase64(bytes));
      if (grown.inputs === inputs && grown.scales.length === 1) return [];
      return `a forest of calibrations has ${grown.inputs} inputs and ${grown.scales.length} outputs, not ${inputs} and 1`;
    } catch (error) {
      return `a forest of calibrations: ${(error as Error).message}`;
    }
  });
}

function jsonOfAngle({ centres, coefficientsRad, forest, ...angle }: OwnAngle): OwnAngleJson {
  return {
    ...angle,
    centres: base64Of(bytesOfFloats(centres)),
    coefficientsRad: base64Of(bytesOfFloats(coefficientsRad)),
    ...(forest ? { forest: { share: forest.share, bytes: base64Of(forestBytes(forest.grown)) } } : {}),
  };
}

function angleOfJson({ centres, coefficientsRad, forest, ...angle }: OwnAngleJson): OwnAngle {
  return {
    ...angle,
    centres: floatsOf(bytesOfBase64(centres)),
    coefficientsRad: floatsOf(bytesOfBase64(coefficientsRad)),
    ...(forest ? { forest: { share: forest.share, grown: forestOf(bytesOfBase64(forest.bytes)) } } : {}),
  };
}
