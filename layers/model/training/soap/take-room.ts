/** Reserves `count` float32 in the kernel's memory. @returns the address, in bytes */
export type TakeRoom = (count: number) => number;
