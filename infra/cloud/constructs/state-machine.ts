import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { isBatchJob, type Machine, withoutTasks } from '../../prune-definition.ts';
import { type FunctionName, stateMachineFile } from '../../system.ts';
import { projectRoot } from '../root.ts';
import { acknowledge, wildcardFinding } from './acknowledge.ts';
import type { StepFunction } from './function.ts';
import { functionId } from './function-id.ts';
import type { GpuTraining } from './gpu-training.ts';
import { makeLogGroup } from './log-group.ts';
import { takerOfRole } from './service-source.ts';
import type { Storage } from './storage.ts';

export interface StudyRunMachineProps {
  readonly steps: Readonly<Record<FunctionName, StepFunction>>;
  readonly storage: Storage;
  /** Trains sub-domains that ask for a GPU. If absent, the definition has no such state. */
  readonly gpu?: GpuTraining | undefined;
}

/**
 * The state machine of a run, from the same definition that the local world executes. Its role may call the functions
 * of the definition, submit GPU jobs if there is a queue, read the list of sub-domains, write the results of the Map, start
 * itself as a Distributed Map does, log and trace. Logs hold no execution data. The definition names versions of
 * functions, and a run keeps the definition with which it started, so a deployment does not change the code of a run.
 */
export class StudyRunMachine extends Construct {
  readonly arn: string;
  /** Pattern of the ARNs of all its executions. */
  readonly executionsArn: string;
  readonly log: LogGroup;
  readonly #machine: StateMachine;

  constructor(scope: Construct, id: string, { steps, storage, gpu }: StudyRunMachineProps) {
    super(scope, id);
    const definition = definitionOf(gpu);
    const { substitutions, called } = resolvePlaceholders(definition, steps, storage, gpu);

    const role = new Role(this, 'Role', { assumedBy: takerOfRole(this, 'states.amazonaws.com') });
    // A run that began before the last deployment calls the versions of that time.
    const versions = called.map((step) => `${step.lambda.functionArn}:*`);
    const invoke = new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: versions });
    const items = storage.bucket.arnForObjects('runs/*');
    // https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html#resultwriter-iam-policies
    const itemsAndResults = new PolicyStatement({
      actions: ['s3:GetObject', 's3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
      resources: [items],
    });
    const useKey = new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [storage.key.keyArn],
    });
    for (const statement of [invoke, itemsAndResults, useKey]) role.addToPolicy(statement);
    gpu?.allowSubmit(role);
    acknowledge(role, {
      [wildcardFinding(this, items)]:
        'The list of sub-domains and the results are stored under the name of their study and run.',
      ...Object.fromEntries(
        versions.map((arn) => [
          wildcardFinding(this, arn),
          'A run calls the versions that its definition names.',
        ]),
      ),
      'AwsSolutions-IAM5[Resource::*]':
        'Log delivery and X-Ray have no resources: their actions can be allowed only on "*".',
    });

    const stack = Stack.of(this);
    this.log = makeLogGroup(this, 'Log', 'states');
    const machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: substitutions,
      role,
      tracingEnabled: true,
      logs: {
        destination: this.log,
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    this.#machine = machine;
    this.arn = machine.stateMachineArn;
    const executionsOf = (name: string) =>
      stack.formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: `${name}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    this.executionsArn = executionsOf(machine.stateMachineName);
    this.allowDistributedMap(role, executionsOf(`${machine.stateMachineName}/${distributedMapLabel}`));
  }

  /** A metric of Step Functions for this machine, over five minutes. */
  metric(name: string, statistic = 'Sum'): Metric {
    return this.#machine.metric(name, { statistic, period: Duration.minutes(5) });
  }

  /**
   * A separate policy: the machine depends on the first policy of its role, which therefore cannot name the machine.
   * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
   */
  private allowDistributedMap(role: Role, childrenArn: string): void {
    const policy = new Policy(this, 'DistributedMap', {
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.arn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: [this.executionsArn],
        }),
        // A redrive of a run redrives the children of its Map, whose names hold the label of the Map.
        new PolicyStatement({ actions: ['states:RedriveExecution'], resources: [childrenArn] }),
      ],
    });
    policy.attachToRole(role);
    acknowledge(policy, {
      [wildcardFinding(this, this.executionsArn)]: 'A Distributed Map names its child executions itself.',
      [wildcardFinding(this, childrenArn)]: 'A Distributed Map names its child executions itself.',
    });
  }
}

/** `Label` of the Distributed Map in the definition. */
const distributedMapLabel = 'TrainManySubdomains';

/** Without a queue for GPU jobs, the definition has no states that submit them: Step Functions checks the role. */
function definitionOf(gpu: GpuTraining | undefined): string {
  const whole = JSON.parse(readFileSync(join(projectRoot, stateMachineFile), 'utf8')) as Machine;
  return JSON.stringify(gpu ? whole : withoutTasks(whole, isBatchJob), undefined, 1);
}

/** The value of each `${Placeholder}` of the definition, and the functions that the definition calls. */
function resolvePlaceholders(
  definition: string,
  steps: StudyRunMachineProps['steps'],
  storage: Storage,
  gpu: GpuTraining | undefined,
) {
  const stepOf = new Map(Object.values(steps).map((step) => [`${functionId(step.name)}Arn`, step]));
  const others: Readonly<Record<string, string | undefined>> = {
    Bucket: storage.bucket.bucketName,
    GpuJobQueueArn: gpu?.queueArn,
    GpuJobDefinitionArn: gpu?.jobDefinitionArn,
  };
  const substitutions: Record<string, string> = {};
  const called: StepFunction[] = [];
  const namedPlaceholders = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]!));
  for (const name of namedPlaceholders) {
    const step = stepOf.get(name);
    const value = step ? step.version.functionArn : others[name];
    if (value === undefined) throw new Error(`${stateMachineFile} names \${${name}}, which has no value`);
    substitutions[name] = value;
    if (step) called.push(step);
  }
  return { substitutions, called };
}
