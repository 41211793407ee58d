import { plainReason } from './aws-answer.ts';
import { runCdk } from './cdk.ts';
import { stackOutputs } from './outputs.ts';
import type { RunCommand } from './run-command.ts';

export interface TeardownOptions {
  readonly run: RunCommand;
  readonly say: (line: string) => void;
}

/**
 * Deletes the stack, unless there is anything in its bucket. CloudFormation keeps the buckets, the key and the user
 * pool; deleting those is left to a person.
 *
 * @returns whether it was taken down
 */
export async function teardown({ run, say }: TeardownOptions): Promise<boolean> {
  const { bucket } = await stackOutputs(run);
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
  await runCdk(run, ['destroy', '--force']);
  say(`the stack is gone; s3://${bucket}, its access log, its key and the user pool are kept`);
  return true;
}
