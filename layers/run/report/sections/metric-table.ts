import { count, decimals, percent, words } from '../../../base/numbers/index.ts';
import { isWithAllNames, scoredLabel } from '../../../model/weighing/index.ts';
import type { Html } from '../html.ts';
import { byName, isBest } from '../metrics.ts';
import type { MetricRow } from '../run-report.ts';
import { table } from '../table.ts';

/** RMSE, nRMSE, r and R2 of every model, grouped by task, site or muscle. */
export function metricTable(options: {
  readonly caption: Html;
  readonly rows: readonly MetricRow[];
  readonly publishedMode: string;
  readonly grouped: boolean;
}): Html {
  const { caption, rows, publishedMode, grouped } = options;
  const unit = rows[0]?.unit ?? 'deg';
  return table<MetricRow>({
    caption,
    rowClass: (row) => (row.model === publishedMode && isWithAllNames(row) ? 'published' : ''),
    groups: grouped
      ? byName(rows).map((group) => ({
          title: unit === 'N' ? group.name : words(group.name),
          rows: group.rows,
        }))
      : [{ rows }],
    columns: [
      { heading: 'Model', cell: scoredLabel },
      {
        heading: `RMSE (${unit})`,
        numeric: true,
        // A torque per kilogram is a hundredth of a torque.
        cell: (row) => decimals(row.rmse, unit === 'N m/kg' ? 3 : 2),
        best: (row) => isBest(row, rows),
      },
      { heading: 'nRMSE (%)', numeric: true, cell: (row) => percent(row.nrmse) },
      { heading: 'Pearson r', numeric: true, cell: (row) => decimals(row.r, 3) },
      { heading: 'R²', numeric: true, cell: (row) => decimals(row.r2, 3) },
      { heading: 'Samples', numeric: true, cell: (row) => count(row.n) },
    ],
  });
}
