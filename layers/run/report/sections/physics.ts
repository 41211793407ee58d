import { count, counted, percent } from '../../../base/numbers/index.ts';
import { html } from '../html.ts';
import type { Section } from '../page.ts';
import type { RunReport } from '../run-report.ts';

/** Share of the recordings with the equation of motion in the loss. One run cannot show what the residual gains. */
export function physicsSection(report: RunReport): Section {
  const takesPart = report.physicsWeight > 0 && withPhysics(report).length > 0;
  return {
    id: 'physics',
    title: 'What physics did',
    body: html`<p>${part(report)} ${gain(report)}</p>
${takesPart && html`<p class="note">The residual is M q″ + b q′ + τ<sub>limit</sub> + τ<sub>gravity</sub> − Σ r<sub>i</sub>F<sub>i</sub> in N m, with total time derivatives of the predicted angle along the recording. If a torque was given, the residual is τ − Σ r<sub>i</sub>F<sub>i</sub>. In the loss, the residual is divided by the deviation of the torque.</p>`}`,
  };
}

/** Recordings with training rows; the others, held out whole or for validation, are in no loss. */
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
        : ` The force labels of ${counted(labelled, 'recording')} still depend on the equation of motion.`;
    return `Physics was off: λ is 0, and no residual entered the loss.${rest}`;
  }
  const all = learnt(report).length;
  const known = withPhysics(report);
  if (muscles.length === 0 || known.length === 0)
    return 'No residual of the equation of motion entered the loss: the torque is unknown in every recording that the networks learned from.';
  const byTorque = known.filter((label) => label.physics === 'measured torque').length;
  const without = all - known.length;
  return (
    `The residual of the equation of motion entered the loss with λ = ${physicsWeight} in ${count(known.length)} of the ${counted(all, 'recording')} that the networks learned from (${percent(known.length / all, 0)} %)${byTorque === 0 ? '' : `, in ${count(byTorque)} of them with a torque column`}.` +
    (without === 0
      ? ''
      : ` In ${counted(without, 'recording')} it was off: the external load or the posture is unknown there, so no torque follows from the angle.`)
  );
}

/** Advice: compare with a second run that differs in physicsWeight only. */
function gain(report: RunReport): string {
  if (report.physicsWeight === 0)
    return 'A second run with a physicsWeight above 0 would show whether the residual lowers the error.';
  if (withPhysics(report).length === 0) return '';
  return 'This run alone does not show whether the residual lowered the error; a second run with a physicsWeight of 0 would.';
}
