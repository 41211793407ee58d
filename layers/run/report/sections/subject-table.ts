import { decimals } from '../../../base/numbers/index.ts';
import { scoredLabel } from '../../../model/weighing/index.ts';
import { html } from '../html.ts';
import { byName, isBest } from '../metrics.ts';
import type { MetricRow } from '../run-report.ts';
import { table } from '../table.ts';

/** RMSE of each model by subject, one row for each subject; r of the published mode. */
export function subjectTable(rows: readonly MetricRow[], publishedMode: string) {
  const models = [...new Set(rows.map(scoredLabel))];
  type Subject = ReturnType<typeof byName>[number];
  const of = (subject: Subject, model: string) => subject.rows.find((row) => scoredLabel(row) === model);
  return table<Subject>({
    caption: html`RMSE of the angle in degrees on the held-out samples of each subject (pseudonyms), and Pearson r of ${publishedMode}. Bold: smallest RMSE of the row.`,
    groups: [{ rows: byName(rows) }],
    columns: [
      { heading: 'Subject', cell: (subject) => subject.name },
      ...models.map((model) => ({
        heading: `${model} (deg)`,
        numeric: true,
        cell: (subject: Subject) => decimals(of(subject, model)?.rmse, 1),
        best: (subject: Subject) => {
          const row = of(subject, model);
          return row !== undefined && isBest(row, rows);
        },
      })),
      { heading: 'r', numeric: true, cell: (subject) => decimals(of(subject, publishedMode)?.r, 2) },
    ],
  });
}
