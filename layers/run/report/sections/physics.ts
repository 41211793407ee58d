import { count, counted, decimals, percent } from '../../../base/numbers/index.ts';
import type { PhysicsScore } from '../../../model/weighing/index.ts';
import { html } from '../html.ts';
import type { Section } from '../page.ts';
import type { RunReport } from '../run-report.ts';
import { physicsTable } from './physics-table.ts';

/** Share of the recordings with the equation of motion in the loss. The control without physics shows what the residual gains. */
export function physicsSection(report: RunReport): Section {
  const takesPart = report.physicsWeight > 0 && withPhysics(report).length > 0;
  return {
    id: 'physics',
    title: 'What physics did',
    body: html`<p>${part(report)} ${gain(report)}</p>
${physicsTable(report)}
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

/** What the control shows; without one, advice to train it. */
function gain(report: RunReport): string {
  const { physics = [], physicsWeight, controlMissing } = report;
  if (physicsWeight === 0)
    return 'A second run with a physicsWeight above 0 would show whether the residual lowers the error.';
  if (withPhysics(report).length === 0) return '';
  const single = physics.find(({ model }) => model === 'single');
  const control = physics.find(({ model }) => model === 'single without physics');
  if (single && control) return comparison(single, control);
  if (controlMissing !== undefined) return `The control without physics is missing: ${controlMissing}.`;
  return 'This run alone does not show whether the residual lowered the error; its control, training.control, or a second run with a physicsWeight of 0 would.';
}

/** The single model with and without the residual, in one sentence. */
function comparison(single: PhysicsScore, control: PhysicsScore): string {
  const [withIt, without] = [single, control].map(({ angleRmseDeg, balance, residual }) => [
    ...(angleRmseDeg === null ? [] : [`an angle error of ${decimals(angleRmseDeg, 1)} degrees`]),
    ...(residual === null ? [] : [`a residual of ${decimals(residual.rmsNm, 2)} N m`]),
    ...(balance === null ? [] : [`a moment balance of ${percent(balance.beforeNm / balance.rangeNm)} %`]),
  ]);
  if (withIt!.length === 0) return '';
  return `On held-out samples the single model has ${joined(withIt!)} with the residual, and ${joined(without!)} without it (one seed).`;
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
