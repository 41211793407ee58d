import { FaultError } from '../../../base/faults/index.ts';

export const modelDamaged = 'MODEL_DAMAGED';

/** A file of a model that is not what was published. */
export interface Damage {
  readonly file: string;
  readonly found: string;
  readonly expected: string;
}

/** @param at folder of the model, if it is on this machine */
export function damagedModel({ file, found, expected }: Damage, at?: string): FaultError {
  return new FaultError([
    {
      code: modelDamaged,
      what: 'A file of the model is damaged, or is not of this model.',
      where: { file: at === undefined ? file : `${at}/${file}` },
      found,
      expected,
      fix: 'Fetch the model again: "sarcomere report STUDY --out DIR". If the fault stays, the copy in the bucket is damaged: restore its earlier version, or upload the study with any change of study.json (a space will do): the new run makes another model.',
    },
  ]);
}

/** True if an error reports a damaged model. */
export function isModelDamaged(error: unknown): error is FaultError {
  return error instanceof FaultError && error.faults.some(({ code }) => code === modelDamaged);
}
