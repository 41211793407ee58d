import { Command } from 'commander';
import { isWithAllNames } from '../../layers/model/weighing/index.ts';
import type { LatestRecord } from '../../layers/run/records/index.ts';
import { keys, openMetrics } from '../../layers/run/records/index.ts';
import { ifSound } from '../../layers/run/storage/index.ts';
import { type Connection, withConnection, withReading } from '../connection.ts';
import { printJson } from '../exit.ts';
import { say } from '../terminal/window.ts';

type Listed = Awaited<ReturnType<typeof publishedModels>>[number];

export function modelsCommand(): Command {
  return withConnection(new Command('models'))
    .description('List the published models.')
    .option('--json', 'print one JSON object: { models }')
    .action(async (options: { data: string; json?: boolean }) => {
      const models = await withReading(options, publishedModels);
      say(process.stdout, [countLine(models.length), ...models.flatMap(modelLines)]);
      if (options.json) printJson({ models: models.map(({ scores: _, ...model }) => model) });
    });
}

async function publishedModels({ bucket }: Connection) {
  const entries = await bucket.list('models/');
  const pointers = entries.filter(({ key }) => /^models\/[^/]+\/latest\.json$/.test(key));
  const found = await Promise.all(
    pointers.map(async ({ key }) => {
      // Damaged, or deleted after the listing: the other models are listed all the same.
      const pointer = await ifSound(() => bucket.getJson<LatestRecord>(key));
      if (pointer === undefined) return [];
      const { study, run, publishedAt } = pointer;
      const metrics = await ifSound(async () => {
        const stored = await bucket.getJson(keys.model(study, run, 'metrics.json'));
        return stored === undefined ? undefined : openMetrics(stored);
      });
      const overall = metrics?.scores.find(
        (one) => one.scope === 'all' && one.model === metrics.mode && isWithAllNames(one),
      );
      return [
        {
          study,
          run,
          publishedAt,
          mode: metrics?.mode,
          angleRmseDeg: overall?.rmse ?? null,
          scores: metrics?.scores ?? [],
        },
      ];
    }),
  );
  return found.flat();
}

function countLine(count: number): string {
  return count === 0
    ? 'There are no models yet.'
    : `There ${count === 1 ? 'is 1 published model' : `are ${count} published models`}.`;
}

/** The error of the model in the first line, run and date in the second. */
function modelLines({ study, run, publishedAt, mode, angleRmseDeg, scores }: Listed): string[] {
  const overall = (model: string) =>
    scores.find((one) => one.scope === 'all' && one.model === model && isWithAllNames(one))?.rmse;
  const controls = ['single', 'forest', 'ridge'].flatMap((model) => {
    const rmse = overall(model);
    return rmse == null || model === mode ? [] : [`${model} ${rmse.toFixed(1)}`];
  });
  const errors =
    mode === undefined
      ? 'metrics.json is damaged'
      : angleRmseDeg === null
        ? `${mode}; its error is unknown, since nothing was held out`
        : `misses the angle by ${angleRmseDeg.toFixed(1)} degrees (RMSE on held-out rows) by ${[mode, ...controls].join('; ')}`;
  return [
    '',
    `${study}: ${errors}`,
    `  run ${run}, published ${publishedAt.slice(0, 16).replace('T', ' ')} UTC`,
  ];
}
