import { monotonicMs } from '../layers/run/storage/index.ts';
import { columnsOf, say } from './terminal/window.ts';

const plainEveryMs = 5_000;

/** Progress on stderr: one line that is rewritten on a terminal, a plain line every few seconds elsewhere. */
export class Progress {
  private readonly stream: NodeJS.WriteStream;
  private readonly now: () => number;
  private shown = '';
  private shownMs = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream = process.stderr, now: () => number = monotonicMs) {
    this.stream = stream;
    this.now = now;
  }

  show(line: string): void {
    if (line === this.shown) return;
    if (this.stream.isTTY) {
      this.stream.write(`\r\x1b[2K${line.slice(0, columnsOf(this.stream) - 1)}`);
    } else {
      if (this.now() - this.shownMs < plainEveryMs) return;
      say(this.stream, [line]);
    }
    this.shown = line;
    this.shownMs = this.now();
  }

  /** Ends with a line that stays. */
  end(line: string): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[2K');
    say(this.stream, [line]);
    this.shown = '';
    this.shownMs = Number.NEGATIVE_INFINITY;
  }
}
