/** Number of rows that go through all layers together; small enough for the first-level cache. */
export const chunkRows = 64;
