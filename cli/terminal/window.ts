import { withCommands } from './invocation.ts';
import { wrapped } from './wrap.ts';

/** Columns if the output is no window and the environment sets none. */
const usualColumns = 80;
/** In a narrower window, every line would hold one word. */
const fewestColumns = 20;

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

/** Columns of the window of a stream; if it is no window, COLUMNS of the environment or 80. */
export function columnsOf(stream: Stream, env: NodeJS.ProcessEnv = process.env): number {
  const columns = stream.isTTY ? stream.columns : Number(env.COLUMNS || Number.NaN);
  return columns > 0 ? Math.max(fewestColumns, Math.floor(columns)) : usualColumns;
}

/** Writes lines no wider than the window, with commands as they are typed here. */
export function say(stream: Stream, lines: readonly string[]): void {
  const width = columnsOf(stream);
  const text = lines.flatMap((line) => wrapped(withCommands(line), width)).map((line) => `${line}\n`);
  if (text.length > 0) stream.write(text.join(''));
}
