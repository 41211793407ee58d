import { runRidge } from '../../../layers/model/weighing/index.ts';
import { RidgeFit } from '../../../layers/model/weighing/testing.ts';
import type { Baseline } from './baseline.ts';

/** Linear in the inputs. */
export const ridgeRegression: Baseline = {
  name: 'ridge',
  fit(tables, problem) {
    const fit = new RidgeFit(problem);
    for (const table of tables) fit.add(table);
    const model = fit.model();
    return (table) => runRidge(model, table, problem);
  },
};
