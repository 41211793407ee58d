import { count, counted, percent } from '../../../base/numbers/index.ts';
import { html } from '../html.ts';
import type { Section } from '../page.ts';
import type { RunReport } from '../run-report.ts';

/** Where the equation of motion took part in the loss. What it adds, one run cannot say. */
export function physicsSection(report: RunReport): Section {
  const takesPart = report.physicsWeight > 0 && withPhysics(report).length > 0;
  return {
    id: 'physics',
    title: 'What physics did',
    body: html`<p>${part(report)} ${gain(report)}</p>
${takesPart && html`<p class="note">The residual is M q″ + b q′ + τ<sub>limit</sub> + τ<sub>gravity</sub> − Σ r<sub>i</sub>F<sub>i</sub> in N m, with total time derivatives of the predicted angle along the recording; where a torque was given it is τ − Σ r<sub>i</sub>F<sub>i</sub>. It is divided by the deviation of the torque before it enters the loss.</p>`}`,
  };
}

/** Recordings with training rows: what was held out whole, or serves validation, is in no loss. */
function learnt({ labels }: RunReport) {
  return labels.filter((label) => label.isLearnt);
}

function withPhysics(report: RunReport) {
  return learnt(report).filter((label) => label.physics !== 'none');
}

function part(report: RunReport): string {
  const { physicsWeight, muscles } = report;
  if (physicsWeight === 0) {
    const labelled = learnt(report).filter(
      (label) => label.isLearntForces && label.source === 'equation of motion',
    ).length;
    const rest =
      labelled === 0
        ? ''
        : ` The force labels of ${counted(labelled, 'recording')} still rest on the equation of motion.`;
    return `Physics was off: λ is 0, and no residual entered the loss.${rest}`;
  }
  const all = learnt(report).length;
  const known = withPhysics(report);
  if (muscles.length === 0 || known.length === 0)
    return 'No residual of the equation of motion entered the loss: in no recording that the networks learned from is the torque known.';
  const byTorque = known.filter((label) => label.physics === 'measured torque').length;
  const without = all - known.length;
  return (
    `The residual of the equation of motion entered the loss with λ = ${physicsWeight} in ${count(known.length)} of the ${counted(all, 'recording')} that the networks learned from (${percent(known.length / all, 0)} %)${byTorque === 0 ? '' : `, in ${count(byTorque)} of them with a torque column`}.` +
    (without === 0
      ? ''
      : ` In ${counted(without, 'recording')} it was off: the external load or the posture is unknown there, so no torque follows from the angle.`)
  );
}

/** Every other setting alike, a run with the residual and one without tell the two apart. */
function gain(report: RunReport): string {
  if (report.physicsWeight === 0)
    return 'Whether the residual would lower the error, a second run with a physicsWeight above 0 can say.';
  if (withPhysics(report).length === 0) return '';
  return 'Whether it lowered the error, this run alone cannot say. A second run with a physicsWeight of 0 can.';
}
