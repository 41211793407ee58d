import { decimals, degreesOf, percent } from '../../../base/numbers/index.ts';
import type { HalfWidths, IntervalCoverage } from '../../../model/weighing/index.ts';
import { html } from '../html.ts';
import type { Section } from '../page.ts';
import type { RunReport } from '../run-report.ts';
import { table } from '../table.ts';

/** Coverage and width of the 90 % intervals for held-out angles, forces and torques. */
export function intervalsSection(report: RunReport): Section {
  return {
    id: 'intervals',
    title: 'Coverage of the 90 % intervals',
    body: report.coverage90
      ? coverageTable(report, report.coverage90)
      : html`<p>The model has no intervals: they are computed from folds and validation rows, and the study has neither.</p>`,
  };
}

interface CoverageRow {
  readonly name: string;
  readonly unit: string;
  readonly allNames: Output;
  readonly noNames: Output;
}

interface Output {
  readonly share: number | null;
  readonly halfWidths: HalfWidths | null;
}

function coverageTable(
  { publishedMode, joint, muscles, heldOut, expectedErrors }: RunReport,
  { allNames, noNames }: NonNullable<RunReport['coverage90']>,
) {
  const row = (name: string, unit: string, of: (from: IntervalCoverage) => Output): CoverageRow => ({
    name,
    unit,
    allNames: of(allNames),
    noNames: of(noNames),
  });
  const rows = [
    row(`${joint} angle`, 'deg', ({ angle, angleHalfWidthRad }) => ({
      share: angle,
      halfWidths: inDegrees(angleHalfWidthRad),
    })),
    ...muscles.map((muscle) =>
      row(muscle, 'N', ({ forces, forceHalfWidthsN }) => ({
        share: forces[muscle] ?? null,
        halfWidths: forceHalfWidthsN[muscle] ?? null,
      })),
    ),
    ...(muscles.length > 1
      ? [row('all forces', 'N', ({ allForces }) => ({ share: allForces, halfWidths: null }))]
      : []),
    ...(allNames.torque === undefined
      ? []
      : [
          row(`${joint} torque`, 'N m', ({ torque = null, torqueHalfWidthNm = null }) => ({
            share: torque,
            halfWidths: torqueHalfWidthNm,
          })),
        ]),
  ];
  const newPeople =
    heldOut.ofNewPeople > 0
      ? ' People without training data count as not named.'
      : expectedErrors?.newPerson
        ? ' Not named: the intervals for people without training data. The people here are known, so these intervals hold more than they need.'
        : ' For people without training data they may be far too narrow.';
  const source = expectedErrors?.knownPerson
    ? 'The intervals are computed from recordings, parts of recordings and people that folds left out of the training, and from validation rows (conformal, with exchangeable blocks of time)'
    : 'The intervals are computed from validation rows: ends of recordings that the model learned from, or whole recordings that the manifest reserves for validation (split conformal, with exchangeable blocks of time)';
  const columnsOf = (kind: 'allNames' | 'noNames', words: string) => [
    { heading: `Held, ${words} (%)`, numeric: true, cell: (one: CoverageRow) => percent(one[kind].share) },
    {
      heading: `Mean half width, ${words}`,
      numeric: true,
      cell: (one: CoverageRow) => decimals(one[kind].halfWidths?.mean, 1),
    },
    {
      heading: `Largest, ${words}`,
      numeric: true,
      cell: (one: CoverageRow) => decimals(one[kind].halfWidths?.largest, 1),
    },
  ];
  return table<CoverageRow>({
    caption: html`<b>Held-out labels within the 90 % intervals of ${publishedMode}</b>, and half widths over all held-out rows. Named: the subject, site and task of the recording are given. ${source}. They are valid for people and movements like those.${newPeople}${muscles.length > 0 && ' The half width of a force is at most the largest force of its muscle; the forces are compared with their labels.'}`,
    groups: [{ rows }],
    columns: [
      { heading: 'Output', cell: ({ name }) => name },
      { heading: 'Unit', cell: ({ unit }) => unit },
      ...columnsOf('allNames', 'named'),
      ...columnsOf('noNames', 'not named'),
    ],
  });
}

function inDegrees(halfWidthRad: HalfWidths | null): HalfWidths | null {
  return halfWidthRad && { mean: degreesOf(halfWidthRad.mean), largest: degreesOf(halfWidthRad.largest) };
}
