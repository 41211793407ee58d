import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../base/numbers/index.ts';
import { warmUpRows } from '../../inputs/index.ts';
import { smallNetwork, smallProblem } from '../../weighing/testing.ts';
import type { GlobalModel } from '../global-model.ts';
import { type Prediction, predict } from '../predict.ts';
import { smallGlobalModel } from '../small-global-model.testing.ts';
import { warmUpRowsOf } from './warm-up.ts';

type Emg = GlobalModel['signals']['emg'];

/** Log envelopes at half a second of lags and two of context, by a network of random parameters. */
function modelOf(emg: Partial<Emg>, filter: Partial<Emg['filter']> = {}, contextS = 2): GlobalModel {
  const features = { lagsMs: [0, 200, 500], contextS, compression: 'log' as const };
  const problem = smallProblem({ features: { ...features, names: [] } });
  const { signals } = problem;
  const changes = {
    signals: { ...signals, emg: { ...signals.emg, ...emg, filter: { ...signals.emg.filter, ...filter } } },
    emgScales: { ana: [0.1] },
  };
  return smallGlobalModel(problem, [smallNetwork(problem, 3)], changes);
}

const sampleRateHz = 1000;
const random = randomOf(1, 'warm-up');
/** Twenty seconds of contractions, mV: noise as electrodes have it. */
const raw = Float64Array.from({ length: 20 * sampleRateHz }, (_, at) => {
  const strength = 0.01 + 0.15 * Math.max(0, Math.sin(at / 400) + Math.sin(at / 1300)) ** 2;
  return strength * random.normal();
});
const envelope = raw.map((_, at) => 0.02 + 0.1 * Math.max(0, Math.sin(at / 400) + Math.sin(at / 1300)) ** 2);

/** EMG outside of the window may change an unflagged angle by at most this. */
const mostOffDeg = 0.1;

/** Windows of five seconds, each with the predictions from the whole recording for its rows. */
function windowsOf(model: GlobalModel, channel: Float64Array) {
  const input = (from: number, to: number) => ({
    sampleRateHz,
    startS: from,
    channels: [channel.subarray(from * sampleRateHz, to * sampleRateHz)],
    subject: 'ana',
  });
  const whole = predict(model, input(0, 20));
  return Array.from({ length: 13 }, (_, at) => {
    const startS = 1 + at;
    const window = predict(model, input(startS, startS + 5));
    return { window, offDeg: offOf(window, whole, startS * model.signals.rateHz) };
  });
}

function offOf(window: Prediction, whole: Prediction, start: number): number[] {
  return Array.from(
    window.angleRad,
    (angleRad, row) => (Math.abs(angleRad - whole.angleRad[start + row]!) * 180) / Math.PI,
  );
}

/** The largest difference among the rows that are, or are not, flagged. */
function largest(windows: ReturnType<typeof windowsOf>, isFlagged: boolean): number {
  return Math.max(
    ...windows.flatMap(({ window, offDeg }) => offDeg.filter((_, row) => window.warmUp[row] === isFlagged)),
  );
}

describe('the rows of a window that are not flagged as warm-up', () => {
  it.each([
    ['raw EMG, zero phase', modelOf({ kind: 'raw' }), raw],
    ['raw EMG, causal', modelOf({ kind: 'raw' }, { causal: true }), raw],
    ['raw EMG without context', modelOf({ kind: 'raw' }, {}, 0), raw],
    ['envelopes', modelOf({}), envelope],
    ['envelopes, causal', modelOf({}, { causal: true }), envelope],
  ])('are those of the whole recording, from %s', (_name, model, channel) => {
    const windows = windowsOf(model, channel);
    expect(largest(windows, false)).toBeLessThan(mostOffDeg);
    expect(largest(windows, true)).toBeGreaterThan(0.3);
    for (const { window } of windows) {
      expect(window.warmUp.filter((isFlagged) => !isFlagged).length).toBeGreaterThan(
        0.45 * window.warmUp.length,
      );
    }
  });

  it('would be wrong without the span of the context or the settling of filters', () => {
    const model = modelOf({ kind: 'raw' });
    const windows = windowsOf(model, raw);
    const offFrom = (first: number) => Math.max(...windows.flatMap(({ offDeg }) => offDeg.slice(first, -20)));
    expect(offFrom(warmUpRows(model.features, 50))).toBeGreaterThan(1);
    expect(offFrom(99)).toBeGreaterThan(mostOffDeg);
  });

  it('are at the end too with causal filters, and the last row is not with zero-phase ones', () => {
    const causal = modelOf({ kind: 'raw' }, { causal: true });
    const input = { sampleRateHz, subject: undefined };
    expect(warmUpRowsOf(causal, input, 400).at(-1)).toBe(false);
    expect(warmUpRowsOf(modelOf({ kind: 'raw' }), input, 400).at(-1)).toBe(true);
  });

  it('begin where the features are complete, if nothing is filtered', () => {
    const flags = warmUpRowsOf(modelOf({}), { sampleRateHz: 50 }, 300);
    expect(flags.indexOf(false)).toBe(99); // two seconds of context at 50 Hz end with the hundredth row
    expect(flags.lastIndexOf(true)).toBe(98);
  });

  it('begin later for a subject whose correction by EMG looks back further', () => {
    const byEmg = { emgScales: [1], centres: [], coefficientsRad: [] };
    const model = {
      ...modelOf({}, {}, 0.2),
      angleCorrections: { carla: [{ offsetRad: 0, scale: 1, byEmg }] },
    };
    const short = { ...model, features: { ...model.features, lagsMs: [0, 100] } };
    const firstOf = (subject?: string) =>
      warmUpRowsOf(short, { sampleRateHz: 50, subject }, 300).indexOf(false);
    expect([firstOf(), firstOf('ana'), firstOf('carla')]).toEqual([9, 9, 25]);
    expect(firstOf('constructor')).toBe(9);
  });
});
