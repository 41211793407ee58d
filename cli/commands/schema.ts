import { Command } from 'commander';
import { manifestJsonSchema } from '../../layers/study/manifest/index.ts';
import { manifestReference } from '../manifest-reference.ts';

export function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of study.json.')
    .option('--markdown', 'print a Markdown table instead')
    .action(({ markdown }: { markdown?: boolean }) => {
      process.stdout.write(
        markdown ? manifestReference() : `${JSON.stringify(manifestJsonSchema(), undefined, 2)}\n`,
      );
    });
}
