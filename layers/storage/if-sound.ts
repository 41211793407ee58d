/** What is read; undefined where the object is damaged, for whoever can make it anew. */
export async function ifSound<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isDamaged(error)) return undefined;
    throw error;
  }
}

/** What the bucket of one machine says of bytes that have changed on its disk, and what JSON says of them. */
export function isDamaged(error: unknown): boolean {
  return error instanceof SyntaxError || (error as Error).name === 'ObjectDamaged';
}
