/** Sets so many float32 of the kernel's memory aside; where they start, in bytes. */
export type TakeRoom = (count: number) => number;
