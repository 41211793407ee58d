import { counted, decimals, percent } from '../format.ts';
import { html } from '../html.ts';
import { overall } from '../metrics.ts';
import type { Section } from '../page.ts';
import type { RunReport } from '../run-report.ts';

/** Where the equation of motion took part in the loss, and whether it paid. */
export function physicsSection(report: RunReport): Section {
  return {
    id: 'physics',
    title: 'What physics did',
    body: html`<p>${part(report)}</p><p>${gain(report)}</p>
<p class="note">The residual is M q″ + b q′ + τ<sub>limit</sub> + τ<sub>gravity</sub> − Σ r<sub>i</sub>F<sub>i</sub> in N m, with total time derivatives of the predicted angle along the recording; where a torque was given it is τ − Σ r<sub>i</sub>F<sub>i</sub>. It is divided by the deviation of the torque before it enters the loss.</p>`,
  };
}

function part({ physicsWeight, labels }: RunReport): string {
  if (physicsWeight === 0) return 'Physics was off: λ is 0, and the networks learned from data alone.';
  const withPhysics = labels.filter(
    (label) => label.source === 'torque column' || label.source === 'equation of motion',
  );
  const byTorque = labels.filter((label) => label.source === 'torque column').length;
  const share = labels.length === 0 ? null : withPhysics.length / labels.length;
  const without = labels.length - withPhysics.length;
  return (
    `The residual of the equation of motion entered the loss with λ = ${physicsWeight} in ${counted(withPhysics.length, 'recording')} of ${labels.length} (${percent(share, 0)} %)${byTorque === 0 ? '' : `, in ${byTorque} of them with a torque column`}. ` +
    (without === 0
      ? ''
      : `In ${counted(without, 'recording')} it was off: the external load or the posture is unknown there, so no torque follows from the angle, or the forces were given.`)
  );
}

const withoutPhysics = 'single-without-physics';

function gain(report: RunReport): string {
  const control = overall(report, withoutPhysics)?.rmse ?? null;
  const single = overall(report, 'single')?.rmse ?? null;
  if (control === null || single === null)
    return 'This run trained no control without physics, so it cannot say what physics bought. A second run with a physicsWeight of 0 can.';
  const difference = control - single;
  const direction = difference > 0 ? 'lowered' : 'raised';
  return `The same single network without physics misses the held-out angle by ${decimals(control, 2)}° instead of ${decimals(single, 2)}°: physics ${direction} the error by ${decimals(Math.abs(difference), 2)}°, with one seed.`;
}
