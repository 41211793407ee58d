import { plainReason } from './aws-answer.ts';
import { runCdk } from './cdk.ts';
import type { RunCommand } from './run-command.ts';

/** A change of one resource by CloudFormation. */
export interface ResourceChange {
  readonly action: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  /** `True` if another resource replaces it, `Conditional` if that is decided during the deployment, or `False`. */
  readonly replacement: string;
  /** Properties whose change causes the replacement. */
  readonly becauseOf: readonly string[];
}

export interface ChangeSet {
  readonly name: string;
  readonly stackName: string;
  readonly changes: readonly ResourceChange[];
}

/**
 * The changes of a deployment, by CloudFormation, which compares the deployed stack with the synthesized one. Nothing is
 * changed yet; the change set must be executed or given up.
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
  // CDK prepares no change set if the templates are equal.
  if (/ChangeSetNotFound/.test(described.stdout)) return { name, stackName, changes: [] };
  if (described.code !== 0) {
    throw new Error(`cannot read the changes of the deployment: ${plainReason(described.stdout)}`);
  }
  const { Changes = [] } = JSON.parse(described.stdout) as { Changes?: { ResourceChange?: Described }[] };
  const changes = Changes.flatMap(({ ResourceChange: one }) => (one ? [changeOf(one)] : []));
  return { name, stackName, changes };
}

/** Executes exactly the changes of the change set, whatever has changed in the files since. */
export async function executeChangeSet(run: RunCommand, { name }: ChangeSet): Promise<void> {
  await runCdk(run, ['deploy', '--method', 'execute-change-set', '--change-set-name', name]);
}

/** Deletes the change set. A failure is ignored: a change set that stays does no harm. */
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
