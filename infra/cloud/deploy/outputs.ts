import type { RunCommand } from './run-command.ts';

/** What a deployed stack answers to. */
export interface Outputs {
  readonly bucket: string;
  readonly stateMachineArn: string;
  readonly apiUrl: string;
}

export const stackName = 'Sarcomere';

/** @throws Error where there is no such stack */
export async function stackOutputs(run: RunCommand): Promise<Outputs> {
  const { code, stdout } = await run('aws', [
    'cloudformation',
    'describe-stacks',
    '--stack-name',
    stackName,
    '--query',
    'Stacks[0].Outputs',
    '--output',
    'json',
  ]);
  if (code !== 0) throw new Error(`there is no stack ${stackName} here: ${stdout.trim()}`);
  const outputs = JSON.parse(stdout) as { OutputKey: string; OutputValue: string }[];
  const named = (key: string) => {
    const found = outputs.find(({ OutputKey }) => OutputKey === key);
    if (!found) throw new Error(`the stack ${stackName} has no output ${key}`);
    return found.OutputValue;
  };
  return { bucket: named('BucketName'), stateMachineArn: named('StateMachineArn'), apiUrl: named('ApiUrl') };
}
