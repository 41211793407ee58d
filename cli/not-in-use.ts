/** Message for a run if the model of a newer upload was published before its own. */
export function notInUse(newer: string): string {
  return `Predictions use the model of run ${newer}, whose study was uploaded later and which ended earlier.`;
}
