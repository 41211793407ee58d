import { functions, installation } from '../../../infra/system.ts';
import { countFurther, forestFits, onlyOneIn } from '../../../layers/model/dataset/index.ts';
import { parameterCount } from '../../../layers/model/network/index.ts';
import { fits } from '../../../layers/run/capacity/index.ts';
import {
  type Estimate,
  framesOf,
  onGpu,
  onLambda,
  prices,
  type RunSize,
} from '../../../layers/run/cost/index.ts';
import { manifestSchema } from '../../../layers/study/manifest/index.ts';
import { onOneInstance, onSageMaker } from './other-ways.ts';

/** Five channels at six lags with their mean and deviation are 40 inputs; five muscles. */
const shape = { channels: 5, inputs: 40, muscles: 5 };
const rowsEach = 2000;
const bytesEach = 0.4e6;
const sizes = [10, 1000, 10_000];
export const hoursAMonth = 730;

const { training } = manifestSchema.parse({
  version: 1,
  study: 'any',
  joint: 'wrist',
  signals: {
    emg: { kind: 'envelope', unit: 'mV', channels: [{ column: 'emg', muscle: 'FCR' }] },
    angle: { column: 'angle' },
  },
  recordings: [{ file: 'a.csv', subject: 'any' }],
});

/** Parameters of the default network of a manifest. */
export const typicalParameters = parameterCount({
  inputs: shape.inputs,
  hidden: training.hidden,
  outputs: ['linear', ...new Array<'softplus'>(shape.muscles).fill('softplus')],
});

/** The ways to train, for three sizes, as Markdown. */
export function costTable(): string {
  const alwaysOn = `${Math.round(prices.gpuOnDemandHour * hoursAMonth)} USD a month`;
  const rows = sizes.map((subdomains) => {
    const studies = studiesFor(subdomains);
    const size = sizeOf(Math.ceil(subdomains / studies));
    const inAll = (one: Estimate) => estimateText({ usd: studies * one.usd, minutes: studies * one.minutes });
    const ways = [onLambda(size, installation), onGpu(size, installation), onOneInstance(size)].map(inAll);
    const name = subdomains.toLocaleString('en') + (studies === 1 ? '' : `, as ${studies} studies`);
    return `| ${[name, ...ways, alwaysOn, inAll(onSageMaker(size))].join(' | ')} |`;
  });
  return [
    '| sub-domains | Lambda, kernel | spot GPUs, Batch | one on-demand GPU instance, while it trains | the same instance, always on | SageMaker, a job each |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    `A sub-domain is one person in one task and has ${rowsEach.toLocaleString('en')} training rows, the default network (${typicalParameters.toLocaleString('en')} weights, ${training.epochs} epochs, ${training.lbfgsIterations} iterations of L-BFGS) and recordings of ${bytesEach / 1e6} MB. Beside the sub-domains, small studies have two more seeds of each network, and forests; networks for strangers and folds are not counted. Studies run one after another. Prices of ${prices.date}, ${prices.region}.`,
  ].join('\n');
}

/** Number of studies of which each is small enough for the functions. */
function studiesFor(subdomains: number): number {
  for (let studies = 1; ; studies++) {
    const frames = Object.entries(framesOf(sizeOf(Math.ceil(subdomains / studies))));
    const doesFit = frames.every(([name, needs]) => {
      const { memoryMb, timeoutS } = functions[name as 'prepare-study' | 'aggregate-models'];
      return fits(needs, { memoryMb, seconds: timeoutS });
    });
    if (doesFit) return studies;
  }
}

/** A study of one task, divided by subject. */
function sizeOf(subdomains: number): RunSize {
  const { epochs, lbfgsIterations, batchRows } = training;
  const learnedRows = 1.1 * rowsEach;
  const people = Array.from({ length: subdomains }, (_, at) => ({
    subject: `${at}`,
    site: 'any',
    task: 'any',
    trainRows: rowsEach,
    rows: learnedRows,
  }));
  const further = countFurther(
    // The single model and its control are not in this table.
    { by: 'subject', training: { ...training, control: false }, recordings: people },
    subdomains,
    forestFits((subdomains * learnedRows) / onlyOneIn(subdomains), 3 * shape.channels, shape.inputs),
  );
  return {
    trainings: new Array<number>(subdomains + further.networks).fill(rowsEach),
    // One of each person, if there are any, and one of everything.
    forests: Array.from({ length: further.forests }, (_, at) =>
      at < further.forests - 1 ? rowsEach : (subdomains * rowsEach) / onlyOneIn(subdomains),
    ),
    parameters: typicalParameters,
    epochs,
    lbfgsIterations,
    batchRows,
    study: {
      filesMb: (subdomains * bytesEach) / 1e6,
      largestRecordingMb: 10,
      // Besides the training rows, a tenth of their number to validate by and a quarter of all rows held out.
      rows: Math.round((subdomains * rowsEach * 1.1) / 0.75),
      channels: shape.channels,
      emgInputs: shape.inputs,
      nameInputs: 0,
      muscles: shape.muscles,
      subdomains,
      further,
    },
  };
}

function estimateText({ usd, minutes }: Pick<Estimate, 'usd' | 'minutes'>): string {
  const money = usd < 0.01 ? usd.toPrecision(1) : usd < 10 ? usd.toFixed(2) : usd.toFixed(0);
  const time =
    minutes < 1
      ? `${(60 * minutes).toFixed(0)} s`
      : minutes < 90
        ? `${minutes.toFixed(0)} min`
        : minutes < 36 * 60
          ? `${(minutes / 60).toFixed(1)} h`
          : `${(minutes / 1440).toFixed(1)} days`;
  return `${money} USD, ${time}`;
}
