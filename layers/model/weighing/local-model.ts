/** The properties of a trained model by which modes weigh it. */
export interface LocalModel {
  readonly id: string;
  /** `local`: of one sub-domain; `single`: the one model trained on everything. */
  readonly kind: 'local' | 'single';
  /** e_k: RMSE on the own sub-domain's training rows over scaled outputs, no unit. */
  readonly error: number;
}
