export interface Window {
  /** Items that are together no larger; one that is larger than this is alone. */
  readonly mostBytes: number;
  readonly mostItems: number;
}

/** Items in their order, in groups that may be in memory at once. */
export function windowsOf<Item>(
  items: readonly Item[],
  bytesOf: (item: Item) => number,
  { mostBytes, mostItems }: Window,
): Item[][] {
  const windows: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const more = bytesOf(item);
    const last = windows.at(-1);
    const isRoom = last !== undefined && last.length < mostItems && bytes + more <= mostBytes;
    if (isRoom) last.push(item);
    else windows.push([item]);
    bytes = isRoom ? bytes + more : more;
  }
  return windows;
}
