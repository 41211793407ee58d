import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./train-worker.ts', import.meta.url));

/** A process that trains the given sub-domains one after the other; `close` returns its peak memory, MB. */
export function startWorker(folder: string) {
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ask = async (line: string) => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error('a training worker ended early');
    return JSON.parse(value) as { state?: string; peakMb?: number };
  };
  return {
    async train(id: string): Promise<void> {
      const { state } = await ask(id);
      if (state !== 'trained') throw new Error(`${id} is ${state}`);
    },
    async close(): Promise<number> {
      const { peakMb } = await ask('');
      child.stdin.end();
      await once(child, 'close');
      return peakMb!;
    },
  };
}
