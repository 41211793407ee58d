/** Message for a run whose model was published after that of a newer upload. */
export function notInUse(newer: string): string {
  return `Predictions use the model of run ${newer}, whose study was uploaded later and which ended earlier.`;
}
