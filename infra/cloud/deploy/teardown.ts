import { plainReason } from './aws-answer.ts';
import { runCdk, synthesize } from './cdk.ts';
import { stackOutputs } from './outputs.ts';
import type { RunCommand } from './run-command.ts';

export interface TeardownOptions {
  readonly run: RunCommand;
  readonly stackName: string;
  readonly say: (line: string) => void;
}

/**
 * Deletes the stack, unless there is anything in its bucket. Resources that CloudFormation keeps are left for a person to delete;
 * docs/operations.md lists them.
 *
 * @returns whether it was taken down
 */
export async function teardown({ run, stackName, say }: TeardownOptions): Promise<boolean> {
  const { bucket } = await stackOutputs(run, stackName);
  for (const part of ['studies/', 'runs/', 'models/']) {
    const listed = await run('aws', [
      's3api',
      'list-objects-v2',
      '--bucket',
      bucket,
      '--prefix',
      part,
      '--max-keys',
      '1',
      '--query',
      'length(Contents || `[]`)',
      '--output',
      'text',
    ]);
    const isEmpty = listed.code === 0 && Number(listed.stdout.trim()) === 0;
    if (isEmpty) continue;
    say(
      listed.code === 0
        ? `refused: there are data below s3://${bucket}/${part}; "sarcomere delete STUDY" deletes a study with its runs and models`
        : `refused: cannot see whether s3://${bucket}/${part} is empty: ${plainReason(listed.stdout)}`,
    );
    return false;
  }
  await synthesize(run);
  await runCdk(run, ['destroy', '--force']);
  say(
    `the stack is deleted; s3://${bucket} and other resources are kept, as docs/operations.md lists ("Taking it down")`,
  );
  return true;
}
