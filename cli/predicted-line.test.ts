import { expect, it } from 'vitest';
import { predictedLine } from './predicted-line.ts';

const rows = new Float64Array(1200);
const model = { joint: 'ankle', signals: { rateHz: 50 } } as Parameters<typeof predictedLine>[1];
const forcesN = new Map([
  ['soleus_r', rows],
  ['tib_ant_r', rows],
]);

it('names each quantity that the table has, the torque too', () => {
  const angle = { timeS: rows, forcesN: new Map<string, Float64Array>() };
  expect(predictedLine(angle, model, 'a.csv')).toBe(
    "Wrote 1,200 rows at 50 Hz to a.csv: the ankle angle, each with its unit in the column's name.",
  );
  expect(predictedLine({ ...angle, forcesN }, model, 'a.csv')).toContain(
    ': the ankle angle and the forces of 2 muscles,',
  );
  const torqueNm = new Map([['ankle', rows]]);
  expect(predictedLine({ ...angle, forcesN, torqueNm }, model, 'a.csv')).toContain(
    ': the ankle angle, the ankle torque and the forces of 2 muscles,',
  );
});
