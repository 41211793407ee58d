/** Said of a run whose model was published after that of a newer upload. */
export function notInUse(newer: string): string {
  return `Predictions go on using the model of run ${newer}: its study was uploaded later, and it had ended before.`;
}
