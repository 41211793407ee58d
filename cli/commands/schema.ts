import { Command } from 'commander';
import { manifestJsonSchema } from '../../layers/study/manifest/index.ts';
import { manifestReference } from '../manifest-reference.ts';

export function schemaCommand(): Command {
  return new Command('schema')
    .description('Print what a study.json may say, as JSON Schema.')
    .option('--markdown', 'as a table to read')
    .action(({ markdown }: { markdown?: boolean }) => {
      process.stdout.write(
        markdown ? manifestReference() : `${JSON.stringify(manifestJsonSchema(), undefined, 2)}\n`,
      );
    });
}
