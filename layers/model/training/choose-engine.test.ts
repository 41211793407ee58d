import { describe, expect, it } from 'vitest';
import { chooseEngine } from './choose-engine.ts';

describe('the choice of the engine', () => {
  it.each(['auto', 'kernel'] as const)('takes the kernel if a manifest says %s', async (wanted) => {
    expect((await chooseEngine(wanted)).name).toBe('kernel');
  });

  it('takes TensorFlow.js only where a manifest asks for it', async () => {
    expect((await chooseEngine('tensor')).name).toBe('tensor');
  });

  it('refuses to train on a processor if a GPU is asked for', async () => {
    await expect(chooseEngine('gpu')).rejects.toThrow('TensorFlow found no GPU');
  });
});
