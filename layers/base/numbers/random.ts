import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A seeded source of random numbers. Every quantity of a study has a source of its own, so that one option never changes
 * the others.
 */
export interface Random {
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform in the logarithm, in [low, high): for gains that differ tenfold between people. */
  logUniform(low: number, high: number): number;
  /** A normal deviate of mean 0 and deviation 1. */
  normal(): number;
}

/**
 * The source of random numbers for a seed and a name, e.g. `randomOf(1, 'subject', 's01')`. The same arguments give the
 * same numbers, to the bit.
 */
export function randomOf(seed: number, ...name: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(hash32(`${seed}/${name.join('/')}`));
  const uniform = (low: number, high: number) => low + (high - low) * uniformFloat64(generator);
  const signed = () => generator.next() / 0x80000000; // in [-1, 1)
  let spare: number | undefined;

  /** Marsaglia's polar method: two deviates from each accepted pair. */
  function normal(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    let x = 0;
    let y = 0;
    let squared = 0;
    do {
      x = signed();
      y = signed();
      squared = x * x + y * y;
    } while (squared >= 1 || squared === 0);
    const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
    spare = y * scale;
    return x * scale;
  }

  return { uniform, normal, logUniform: (low, high) => Math.exp(uniform(Math.log(low), Math.log(high))) };
}

/** FNV-1a with the final mixing of MurmurHash3, so that neighbouring names give distant seeds. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
