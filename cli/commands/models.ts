import { Command } from 'commander';
import type { Score } from '../../layers/ensemble/score.ts';
import { keys } from '../../layers/storage/keys.ts';
import type { LatestRecord } from '../../layers/storage/latest-model.ts';
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
      const models = await Promise.all(
        pointers.map(async ({ key }) => {
          const { study, run, publishedAt } = (await bucket.getJson<LatestRecord>(key))!;
          const metrics = await bucket.getJson<{ mode: string; scores: Score[] }>(
            keys.model(study, run, 'metrics.json'),
          );
          const overall = metrics?.scores.find(
            ({ scope, model }) => scope === 'all' && model === metrics.mode,
          );
          return { study, run, publishedAt, mode: metrics?.mode, angleRmseDeg: overall?.rmse ?? null };
        }),
      );
      for (const { study, run, publishedAt, mode, angleRmseDeg } of models) {
        const error = angleRmseDeg === null ? 'nothing held out' : `${angleRmseDeg.toFixed(2)} deg`;
        process.stdout.write(`${study}  ${run}  ${mode}  ${error}  ${publishedAt}\n`);
      }
      if (models.length === 0) process.stderr.write('no models yet\n');
      if (options.json) printJson({ models });
    });
}
