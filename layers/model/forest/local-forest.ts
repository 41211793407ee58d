/** Size of the forest of a sub-domain. */
export const localForest = {
  trees: 60,
  /** Fewest training rows of a leaf. */
  leaf: 5,
  /** Most rows that a forest is grown from: neighbours in time are nearly copies, and time and size grow with the rows. */
  mostRows: 40_000,
} as const;
