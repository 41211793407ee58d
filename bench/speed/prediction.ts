import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { percentile } from '../../layers/base/numbers/index.ts';
import { predict } from '../../layers/model/predictor/index.ts';
import { emgOf, modelOf, predictionCases, seconds } from './prediction/prediction-case.ts';

const seed = 1;
const rounds = 25;
const file = new URL('./results/prediction.json', import.meta.url);

/**
 * How long a prediction of a minute of EMG takes, by kind of EMG, gate and number of local models. Every round measures each
 * case once, so that a slow moment of the machine meets all alike. Milliseconds of a processor: others may use the machine.
 */
export function run(): void {
  const cases = predictionCases.map((one) => {
    const model = modelOf(one, seed);
    const emg = emgOf(one, seed);
    return { ...one, work: () => predict(model, emg), ms: [] as number[] };
  });
  for (const { work } of cases) for (let warming = 0; warming < 3; warming++) work();
  for (let round = 0; round < rounds; round++) for (const { work, ms } of cases) ms.push(processorMs(work));
  const figures = cases.map(({ kind, gate, localModels, ms }) => {
    const at = (percent: number) => Number(percentile([Float64Array.from(ms)], percent).toPrecision(3));
    return { kind, gate, localModels, medianMs: at(50), firstQuartileMs: at(25), thirdQuartileMs: at(75) };
  });
  const report = {
    what: `predict ${seconds} s of EMG of five channels, raw at 1000 Hz or envelopes at 100 Hz, by local models with the default features and widths, one angle and five forces, on one core; milliseconds of a processor`,
    machine: `${cpus()[0]!.model.trim()}, ${cpus().length} cores`,
    versions: { node: process.version, v8: process.versions.v8 },
    date: new Date().toISOString().slice(0, 10),
    seed,
    rounds,
    figures,
  };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.table(figures);
}

function processorMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
