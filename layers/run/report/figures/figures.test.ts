import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { exampleRunReport } from '../example-run-report.testing.ts';
import { colour, colourOfModel } from '../palette.ts';
import type { Trace } from '../run-report.ts';
import { contributionsSvg } from './contributions.ts';
import { errorByModeSvg } from './error-by-mode.ts';
import { linePieces } from './line-pieces.ts';
import { measuredAgainstPredictedSvg } from './measured-against-predicted.ts';
import { muscleForcesSvg } from './muscle-forces.ts';
import { predictedScatterSvg } from './predicted-scatter.ts';
import { fromBestToWorst, rmseOf } from './trace-error.ts';
import { trainingCurvesSvg } from './training-curves.ts';

const report = exampleRunReport();
const options = { title: 'Knee', quantity: 'knee angle', modes: ['inverse-error', 'ridge'] };
const constant = (recording: string, error: number): Trace => ({
  recording,
  site: 's',
  subject: recording,
  task: 't',
  timeS: [0, 1],
  measuredDeg: [10, 10],
  predictedDeg: { single: [10 + error, 10 - error] },
});
const drawn = (svg: string) => parseHTML(svg).document;

describe('a figure', () => {
  const figures = {
    'measured against predicted': measuredAgainstPredictedSvg(report.traces, options),
    scatter: predictedScatterSvg(report.traces, 'inverse-error', 'knee angle'),
    forces: muscleForcesSvg(report.traces[1]!, 'inverse-error'),
    'error by mode': errorByModeSvg(report.metrics),
    contributions: contributionsSvg(report.contributions),
    'training curves': trainingCurvesSvg(report.curves),
  };

  it.each(Object.entries(figures))('of %s is one SVG file whose axes say their unit', (_, svg) => {
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    expect(drawn(svg).querySelectorAll('svg').length).toBe(1);
    expect(svg).not.toMatch(/NaN|undefined|<script|clip-path/);
    expect(svg).toMatch(/\((deg|N|s|no unit|% of 1)\)/);
  });

  it.each(Object.entries(figures))('of %s is well-formed XML, as an image must be', (_, svg) => {
    const open: string[] = [];
    for (const [, closing, name, selfClosed] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!selfClosed) open.push(name!);
    }
    expect(open).toEqual([]);
  });

  it('keeps its legend and the title of its axis off the edge', () => {
    const [legend] = drawn(figures['measured against predicted']).querySelectorAll('svg > g');
    const [first] = legend!.querySelectorAll('g');
    expect(first!.getAttribute('transform')).toBe('translate(4,0)');
    expect(legend!.lastElementChild!.getAttribute('x')).toBe('4');
  });

  it.each([
    ['angles', measuredAgainstPredictedSvg([], options)],
    ['scatter', predictedScatterSvg([], 'single', 'knee angle')],
    ['errors', errorByModeSvg([])],
    ['contributions', contributionsSvg([])],
    ['curves', trainingCurvesSvg([])],
  ])('of no %s is empty but sound', (_, svg) => {
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('a figure of one model', () => {
  it.each(['stacked', 'gated'])('draws %s in the colour that this model has in every figure', (mode) => {
    const own = colour(colourOfModel(mode));
    const traces = report.traces.map((trace) => ({
      ...trace,
      predictedDeg: { [mode]: trace.predictedDeg.single! },
    }));
    const figures = [
      predictedScatterSvg(traces, mode, 'knee angle'),
      muscleForcesSvg(traces[1]!, mode),
      measuredAgainstPredictedSvg(traces, { ...options, modes: [mode] }),
      errorByModeSvg(report.metrics.map((row) => ({ ...row, model: mode }))),
    ];
    for (const svg of figures) expect(svg).toContain(own);
  });
});

describe('the ticks of an axis', () => {
  it('stand in the middle under their marks', () => {
    const { document } = parseHTML(errorByModeSvg(report.metrics));
    const ticks = document.querySelector('[aria-label="x-axis tick label"]');
    expect(ticks?.closest('[text-anchor]')?.getAttribute('text-anchor')).toBe('middle');
  });
});

describe('measured against predicted', () => {
  it('draws one panel a recording with its error in degrees', () => {
    const texts = [
      ...drawn(
        measuredAgainstPredictedSvg([constant('a', 3)], { ...options, modes: ['single'] }),
      ).querySelectorAll('text'),
    ];
    expect(texts.map((text) => text.textContent)).toEqual(
      expect.arrayContaining(['a · s', 'RMSE 3.0°', '↑ knee angle (deg)']),
    );
  });
});

describe('the interval of a prediction', () => {
  it('is a band about the published mode, and nothing if no width is given', () => {
    const trace = constant('a', 3);
    const band = (svg: string) => drawn(svg).querySelectorAll('[aria-label="area"] path').length;
    const withWidth = { ...trace, interval90Deg: trace.timeS.map(() => 2) };
    const shown = { ...options, modes: ['single'] };
    expect(band(measuredAgainstPredictedSvg([withWidth], shown))).toBe(1);
    expect(measuredAgainstPredictedSvg([withWidth], shown)).toContain('90 % interval');
    expect(band(measuredAgainstPredictedSvg([trace], shown))).toBe(0);
    expect(measuredAgainstPredictedSvg([trace], shown)).not.toContain('90 % interval');
  });
});

describe('a line', () => {
  it('breaks where a sample is missing', () => {
    expect(linePieces([0, 1, 2, 3], [5, null, Number.NaN, 6])).toEqual([
      { x: 0, y: 5, piece: 0 },
      { x: 3, y: 6, piece: 2 },
    ]);
  });
});

describe('the error of a trace', () => {
  it('is the root of the mean squared difference, over samples that have both', () => {
    expect(rmseOf(constant('a', 3), 'single')).toBe(3);
    expect(rmseOf({ ...constant('a', 3), measuredDeg: [null, 10] }, 'single')).toBe(3);
  });

  it('is unknown for a mode that was not drawn', () => {
    expect(rmseOf(constant('a', 3), 'gated')).toBeNull();
  });

  it('spreads a choice of traces from the best to the worst', () => {
    const traces = [5, 1, 9, 3, 7].map((error) => constant(`r${error}`, error));
    expect(fromBestToWorst(traces, 'single', 3).map((trace) => trace.recording)).toEqual(['r1', 'r5', 'r9']);
    expect(fromBestToWorst(traces, 'single', 10).length).toBe(5);
  });
});
