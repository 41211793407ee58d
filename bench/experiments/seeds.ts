/** `3`, `1,2` or `1-5` as numbers. @throws Error for other texts */
export function parseSeeds(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) throw new Error(`--seeds ${text}: expected 3, 1,2 or 1-5`);
    const from = Number(first);
    return Array.from({ length: Number(last ?? first) - from + 1 }, (_, at) => from + at);
  });
}
