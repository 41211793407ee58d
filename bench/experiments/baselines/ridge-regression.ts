import { fitRidge, runRidge } from '../../../layers/model/weighing/index.ts';
import type { Baseline } from './baseline.ts';

/** Linear in the inputs. */
export const ridgeRegression: Baseline = {
  name: 'ridge',
  fit(tables, problem) {
    const model = fitRidge(tables, problem);
    return (table) => runRidge(model, table, problem);
  },
};
