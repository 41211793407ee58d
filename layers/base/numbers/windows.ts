export interface Window {
  /** Limit of the bytes in one group; a larger item is alone in its group. */
  readonly mostBytes: number;
  readonly mostItems: number;
}

/** Items in their order, in groups that fit in memory. */
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
