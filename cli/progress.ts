import { monotonicMs } from '../layers/run/storage/index.ts';

const plainEveryMs = 5_000;

/** Progress on stderr: one line that renews itself on a terminal, now and then a plain line elsewhere. */
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
      this.stream.write(`\r\x1b[2K${line.slice(0, (this.stream.columns ?? 80) - 1)}`);
    } else {
      if (this.now() - this.shownMs < plainEveryMs) return;
      this.stream.write(`${line}\n`);
    }
    this.shown = line;
    this.shownMs = this.now();
  }

  /** A line that stays; the next one begins below it. */
  end(line: string): void {
    this.stream.write(this.stream.isTTY ? `\r\x1b[2K${line}\n` : `${line}\n`);
    this.shown = '';
    this.shownMs = Number.NEGATIVE_INFINITY;
  }
}
