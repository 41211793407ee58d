import { plainReason } from './aws-answer.ts';
import { runCdk } from './cdk.ts';
import type { RunCommand } from './run-command.ts';

/** What CloudFormation would do to one resource. */
export interface ResourceChange {
  readonly action: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  /** Whether another resource takes its place: `True`, `Conditional` if that shows only on the way, or `False`. */
  readonly replacement: string;
  /** The properties because of which it would be replaced. */
  readonly becauseOf: readonly string[];
}

export interface ChangeSet {
  readonly name: string;
  readonly stackName: string;
  readonly changes: readonly ResourceChange[];
}

/**
 * What a deployment would change, from CloudFormation itself, which compares what is deployed with what was synthesized. Nothing is
 * changed yet; the change set waits to be executed or given up.
 */
export async function prepareChangeSet(run: RunCommand, stackName: string): Promise<ChangeSet> {
  const name = 'sarcomere-deploy';
  await runCdk(run, [
    'deploy',
    '--require-approval',
    'never',
    '--method',
    'prepare-change-set',
    '--change-set-name',
    name,
  ]);
  const described = await run('aws', [...wordsFor('describe', stackName, name), '--output', 'json']);
  // CDK prepares none where the templates are the same.
  if (/ChangeSetNotFound/.test(described.stdout)) return { name, stackName, changes: [] };
  if (described.code !== 0) {
    throw new Error(`cannot see what would change: ${plainReason(described.stdout)}`);
  }
  const { Changes = [] } = JSON.parse(described.stdout) as { Changes?: { ResourceChange?: Described }[] };
  const changes = Changes.flatMap(({ ResourceChange: one }) => (one ? [changeOf(one)] : []));
  return { name, stackName, changes };
}

/** Does what was looked at, and nothing else: not even what has been changed in the files since. */
export async function executeChangeSet(run: RunCommand, { name }: ChangeSet): Promise<void> {
  await runCdk(run, ['deploy', '--method', 'execute-change-set', '--change-set-name', name]);
}

/** Leaves nothing of it behind; one that stays does no harm, so that nobody hears of a failure. */
export async function giveUpChangeSet(run: RunCommand, { stackName, name }: ChangeSet): Promise<void> {
  await run('aws', wordsFor('delete', stackName, name));
}

function wordsFor(verb: 'describe' | 'delete', stackName: string, name: string): string[] {
  return ['cloudformation', `${verb}-change-set`, '--stack-name', stackName, '--change-set-name', name];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
interface Described {
  readonly Action: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly Replacement?: string;
  readonly Details?: readonly {
    readonly Target?: { readonly Name?: string; readonly RequiresRecreation?: string };
  }[];
}

function changeOf({
  Action,
  LogicalResourceId,
  PhysicalResourceId = '',
  ResourceType,
  Replacement = 'False',
  Details = [],
}: Described): ResourceChange {
  const recreating = Details.flatMap(({ Target: { Name, RequiresRecreation } = {} }) =>
    Name !== undefined && RequiresRecreation !== 'Never' ? [Name] : [],
  );
  return {
    action: Action,
    logicalId: LogicalResourceId,
    physicalId: PhysicalResourceId,
    type: ResourceType,
    replacement: Replacement,
    becauseOf: [...new Set(recreating)],
  };
}
