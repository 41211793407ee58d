import { count, decimals, percent } from '../../../base/numbers/index.ts';
import type { PhysicsScore } from '../../../model/weighing/index.ts';
import { type Html, html } from '../html.ts';
import type { RunReport } from '../run-report.ts';
import { table } from '../table.ts';

/** Moment balance and residual on held-out rows, of the published model and of the single model with and without physics. */
export function physicsTable({ physics = [], publishedMode }: RunReport): Html | false {
  const rows = physics.filter(({ balance, residual }) => balance !== null || residual !== null);
  if (rows.length === 0) return false;
  const share = (row: PhysicsScore, when: 'beforeNm' | 'afterNm') =>
    row.balance && row.balance.rangeNm > 0 ? percent(row.balance[when] / row.balance.rangeNm, 2) : '–';
  const balances = rows.some(({ balance }) => balance !== null)
    ? [
        {
          heading: 'Moment balance before (%)',
          numeric: true,
          cell: (row: PhysicsScore) => share(row, 'beforeNm'),
        },
        {
          heading: 'after projection (%)',
          numeric: true,
          cell: (row: PhysicsScore) => share(row, 'afterNm'),
        },
        {
          heading: 'Samples with torque',
          numeric: true,
          cell: (row: PhysicsScore) => count(row.balance?.n ?? 0),
        },
      ]
    : [];
  const residuals = rows.some(({ residual }) => residual !== null)
    ? [
        {
          heading: 'Residual (N m)',
          numeric: true,
          cell: (row: PhysicsScore) => decimals(row.residual?.rmsNm, 3),
        },
        { heading: 'Samples', numeric: true, cell: (row: PhysicsScore) => count(row.residual?.n ?? 0) },
      ]
    : [];
  return table<PhysicsScore>({
    caption: html`<b>Physics on held-out samples</b>, root mean squares. Moment balance: measured torque less Σ r<sub>i</sub>F<sub>i</sub> of the predicted forces at the predicted angle, in percent of the range of the measured torque, before and after the forces are projected onto the predicted torque. Residual: that of the equation of motion by predicted angle and forces, where it is known. The model without physics is a control: it is the single model with the same seed, trained without the residual, and is never published.`,
    rowClass: ({ model }) => (model === publishedMode ? 'published' : ''),
    groups: [{ rows }],
    columns: [
      { heading: 'Model', cell: ({ model }) => model },
      { heading: 'Angle RMSE (deg)', numeric: true, cell: (row) => decimals(row.angleRmseDeg, 2) },
      ...balances,
      ...residuals,
    ],
  });
}
