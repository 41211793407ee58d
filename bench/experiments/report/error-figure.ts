import { nrmseDivisor } from '../../../layers/base/numbers/index.ts';
import { allNames } from '../../../layers/model/inputs/index.ts';
import { errorByModeSvg } from '../../../layers/run/report/testing.ts';
import type { UnitResult } from '../result.ts';
import { summarise } from './summarise.ts';

/** Bars of the angle RMSE, a panel a case: the first division, with physics, means over seeds. */
export function errorFigure(cases: readonly (readonly UnitResult[])[]): string {
  const rows = cases.flatMap((units) => {
    const all = summarise(units);
    return all
      .filter((row) => row.scope === 'all' && row.cut === all[0]!.cut && row.arm === 'physics')
      .map(({ model, rmse, nrmse, r, r2 }) => ({
        scope: 'task' as const,
        name: units[0]!.case.replaceAll('-', ' '),
        model,
        given: allNames,
        unit: 'deg' as const,
        rmse: rmse.mean,
        nrmse: nrmse.mean,
        nrmseDivisor,
        r: r.mean,
        r2: r2.mean,
        n: 0,
      }));
  });
  return errorByModeSvg(rows);
}
