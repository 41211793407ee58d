import { Command } from 'commander';
import { isWithAllNames } from '../../layers/ensemble/score.ts';
import { ifSound } from '../../layers/storage/if-sound.ts';
import { keys } from '../../layers/storage/keys.ts';
import type { LatestRecord } from '../../layers/storage/latest-model.ts';
import { openMetrics } from '../../layers/storage/run-metrics.ts';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';

export function modelsCommand(): Command {
  return withConnection(new Command('models'))
    .description('List the published models.')
    .option('--json', 'print one JSON object: { models }')
    .action(async (options: { data: string; json?: boolean }) => {
      const { bucket } = connect(options);
      const entries = await bucket.list('models/');
      const pointers = entries.filter(({ key }) => /^models\/[^/]+\/latest\.json$/.test(key));
      const found = await Promise.all(
        pointers.map(async ({ key }) => {
          // Damaged, or deleted since the list: the others are listed all the same.
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
          return [{ study, run, publishedAt, mode: metrics?.mode, angleRmseDeg: overall?.rmse ?? null }];
        }),
      );
      const models = found.flat();
      for (const { study, run, publishedAt, mode, angleRmseDeg } of models) {
        const error = angleRmseDeg === null ? 'nothing held out' : `${angleRmseDeg.toFixed(2)} deg`;
        const errors = mode === undefined ? 'metrics.json is damaged' : `${mode}  ${error}`;
        process.stdout.write(`${study}  ${run}  ${errors}  ${publishedAt}\n`);
      }
      if (models.length === 0) process.stderr.write('no models yet\n');
      if (options.json) printJson({ models });
    });
}
