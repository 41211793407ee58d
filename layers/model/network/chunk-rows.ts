/** Rows of an activation that are worked on through all layers before the next; small enough for the nearest cache. */
export const chunkRows = 64;
