import { describe, expect, it } from 'vitest';
import { bandAt, type EnvelopeChain, envelopeOf } from './envelope.ts';

const chain: EnvelopeChain = { kind: 'raw', bandPassHz: [20, 450], envelopeHz: 6, causal: false };

describe('EMG envelope', () => {
  it('is the mean of the rectified signal: 2/pi of the amplitude of a sine in the band', () => {
    const envelope = envelopeOf(sine({ hz: 97, amplitude: 0.5 }), 1000, chain);
    for (const v of envelope.subarray(500, 1500)) expect(v).toBeCloseTo((0.5 * 2) / Math.PI, 3);
  });

  it('removes an offset and slow drift, causal or not', () => {
    const drifting = sine({ hz: 97, amplitude: 0.5 }).map((v, i) => v + 7 + 0.001 * i);
    for (const causal of [false, true]) {
      const envelope = envelopeOf(drifting, 1000, { ...chain, causal });
      for (const v of envelope.subarray(700, 1500)) expect(v).toBeCloseTo((0.5 * 2) / Math.PI, 2);
    }
  });

  it('is never negative', () => {
    const bursts = sine({ hz: 97, amplitude: 1 }).map((v, i) => (i % 500 < 100 ? v : 0));
    for (const causal of [false, true]) {
      const envelope = envelopeOf(bursts, 1000, { ...chain, causal });
      expect(Math.min(...envelope)).toBe(0);
    }
  });

  it('follows a burst without delay at zero phase, and later when causal', () => {
    const burst = sine({ hz: 97, amplitude: 1 }).map((v, i) => v * Math.exp(-(((i - 1000) / 150) ** 2)));
    const peakOf = (causal: boolean) => {
      const envelope = envelopeOf(burst, 1000, { ...chain, causal });
      return envelope.indexOf(Math.max(...envelope));
    };
    expect(Math.abs(peakOf(false) - 1000)).toBeLessThan(8);
    expect(peakOf(true)).toBeGreaterThan(1020);
  });

  it('does not depend on later samples when causal', () => {
    const changed = sine({ hz: 97, amplitude: 1 });
    const before = envelopeOf(changed, 1000, { ...chain, causal: true }).slice(0, 900);
    changed.fill(5, 900);
    expect(envelopeOf(changed, 1000, { ...chain, causal: true }).slice(0, 900)).toEqual(before);
  });

  it('leaves an envelope unchanged but for negative ripple', () => {
    const given = Float64Array.of(0, 0.2, -0.01, 0.4);
    expect([...envelopeOf(given, 50, { ...chain, kind: 'envelope' })]).toEqual([0, 0.2, 0, 0.4]);
  });
});

describe('band that a sample rate carries', () => {
  it('is the wanted band if the rate allows it', () => {
    expect(bandAt(2000, [20, 450])).toEqual([20, 450]);
    expect(bandAt(1000, [20, 450])).toEqual([20, 450]);
  });

  it('ends below half the sample rate otherwise', () => {
    expect(bandAt(500, [20, 450])).toEqual([20, 225]);
  });

  it('is refused if nothing of it is left', () => {
    expect(() => bandAt(60, [20, 450])).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ code: 'EMG_RATE', found: '60.00 Hz' })] }),
    );
  });
});

/** Two seconds at 1000 Hz. */
function sine({ hz, amplitude }: { hz: number; amplitude: number }): Float64Array {
  return Float64Array.from(
    { length: 2000 },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / 1000 + 0.3),
  );
}
