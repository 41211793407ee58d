/** Processor time of the work in this process, garbage collection included, ms. */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** A text of the smaller size, and one of four times as many characters. */
export const sizes = { small: 50_000, large: 200_000 } as const;

/** A complaint on the reading times of the two sizes; undefined if they are proportional and below two seconds a megabyte. */
export async function slowness(workAt: (characters: number) => () => unknown): Promise<string | undefined> {
  const [small, large] = [workAt(sizes.small), workAt(sizes.large)];
  await small();
  const smallMs = await processorMs(small);
  // The machine may be busy, so the better of two counts.
  const largeMs = Math.min(await processorMs(large), await processorMs(large));
  const msAMegabyte = largeMs / (sizes.large / 1e6);
  if (msAMegabyte > 2_000) return `${msAMegabyte.toFixed(0)} ms a megabyte`;
  // Times below 0.1 s are mostly start and garbage collection.
  const growth = largeMs / Math.max(smallMs, 12);
  return growth > 10 ? `${growth.toFixed(1)} times as long for four times as much` : undefined;
}
