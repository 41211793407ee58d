import { count, decimals, duration, percent } from '../../../base/numbers/index.ts';
import { type Html, html } from '../html.ts';
import type { FamilyRow, Range } from '../run-report.ts';
import { table } from '../table.ts';

/** One row for each family: its models, their rows and time, their errors, and its share in the published mode. */
export function familyTable(families: readonly FamilyRow[], publishedMode: string): Html {
  return table<FamilyRow>({
    caption: html`The models of one family cover the study together. Rows and training time are summed over its models. Errors, from least to most: RMSE over outputs divided by their training deviation, on each model's own rows (no unit). Share: the weights of the family in ${publishedMode}, the published mode, mean over held-out rows; named if subject, site and task are given. Forests learn from labels alone, without the equation of motion.`,
    groups: [{ rows: families }],
    columns: [
      { heading: 'Family', cell: ({ family }) => family },
      { heading: 'Learner', cell: ({ learner }) => learner },
      { heading: 'Must be given', cell: ({ needs }) => needs.join(', ') || 'nothing' },
      { heading: 'Models', numeric: true, cell: ({ models }) => count(models) },
      ...(families.some(({ dropped }) => dropped > 0)
        ? [{ heading: 'Dropped', numeric: true, cell: ({ dropped }: FamilyRow) => count(dropped) }]
        : []),
      { heading: 'Rows', numeric: true, cell: ({ rows }) => count(rows) },
      { heading: 'Training time', numeric: true, cell: ({ seconds }) => duration(seconds) },
      { heading: 'Training error', numeric: true, cell: ({ trainingError }) => rangeText(trainingError) },
      {
        heading: 'Validation error',
        numeric: true,
        cell: ({ validationError }) => rangeText(validationError),
      },
      { heading: 'Share, named (%)', numeric: true, cell: ({ share }) => percent(share.allNames) },
      { heading: 'Share, not named (%)', numeric: true, cell: ({ share }) => percent(share.noNames) },
    ],
  });
}

/** `0.21 to 0.34`, or one number. */
function rangeText(range: Range | null): string {
  if (range === null) return decimals(null, 2);
  const [least, most] = [decimals(range.least, 2), decimals(range.most, 2)];
  return least === most ? least : `${least} to ${most}`;
}
