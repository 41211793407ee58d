/** Value and slope of the loss along a search direction at step length `step`. */
export interface Probe {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

const sufficientDecrease = 1e-4;
const curvature = 0.9;

/**
 * A step that meets the strong Wolfe conditions (Nocedal & Wright 2006, algorithms 3.5 and 3.6, cubic
 * interpolation), or the best decrease found if probes run out; undefined if no probe decreased the loss.
 *
 * @param at evaluates loss and slope at a step length
 */
export function strongWolfe(
  start: Probe,
  firstStep: number,
  at: (step: number) => Probe,
  mostProbes = 12,
): Probe | undefined {
  const line = (step: number) => start.value + sufficientDecrease * step * start.slope;
  const isSteep = (probe: Probe) => Math.abs(probe.slope) > -curvature * start.slope;
  let best: Probe | undefined;
  let probesLeft = mostProbes;
  const probe = (step: number): Probe => {
    probesLeft--;
    const found = at(step);
    if (found.value < (best?.value ?? start.value)) best = found;
    return found;
  };

  let last = start;
  let step = firstStep;
  while (probesLeft > 0) {
    const here = probe(step);
    const tooHigh = !(here.value <= line(step)) || (last !== start && here.value >= last.value);
    if (tooHigh) return zoom(last, here);
    if (!isSteep(here)) return here;
    if (here.slope >= 0) return zoom(here, last);
    last = here;
    step *= 2;
  }
  return best;

  /** Narrows a bracket whose `low` end has the lower value. */
  function zoom(low: Probe, high: Probe): Probe | undefined {
    let lower = low;
    let upper = high;
    while (probesLeft > 0) {
      const here = probe(cubicMinimum(lower, upper));
      if (!(here.value <= line(here.step)) || here.value >= lower.value) {
        upper = here;
      } else {
        if (!isSteep(here)) return here;
        if (here.slope * (upper.step - lower.step) >= 0) upper = lower;
        lower = here;
      }
      if (Math.abs(upper.step - lower.step) < 1e-9 * firstStep) break;
    }
    return best;
  }
}

/** Minimum of the cubic through two probes, kept a tenth inside the bracket; the middle if there is none. */
function cubicMinimum(a: Probe, b: Probe): number {
  const width = b.step - a.step;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const root = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  const share = 1 - (b.slope + root - d1) / (b.slope - a.slope + 2 * root);
  const inside = Number.isFinite(share) ? Math.min(0.9, Math.max(0.1, share)) : 0.5;
  return a.step + inside * width;
}
