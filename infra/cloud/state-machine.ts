import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type FunctionName, stateMachineFile } from '../system.ts';
import { acknowledge, wildcardFinding } from './acknowledge.ts';
import type { StepFunction } from './function.ts';
import { makeLogGroup } from './logs.ts';
import { functionId } from './names.ts';
import { projectRoot } from './root.ts';
import type { Storage } from './storage.ts';

export interface StudyRunMachineProps {
  readonly steps: Readonly<Record<FunctionName, StepFunction>>;
  readonly storage: Storage;
}

/**
 * The state machine of a run, from the one definition that the local world executes too. It may call the functions
 * that the definition names, read the list of sub-domains, start itself as a Distributed Map does, log and trace;
 * logs hold what happened but not the data it happened to.
 */
export class StudyRunMachine extends Construct {
  readonly arn: string;
  /** Pattern of the ARNs of all its executions. */
  readonly executionsArn: string;

  constructor(scope: Construct, id: string, { steps, storage }: StudyRunMachineProps) {
    super(scope, id);
    const definition = readFileSync(join(projectRoot, stateMachineFile), 'utf8');
    const { substitutions, called } = resolvePlaceholders(definition, steps, storage);

    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const invoke = new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: called.map((step) => step.lambda.functionArn),
    });
    const items = storage.bucket.arnForObjects('runs/*');
    const readItems = new PolicyStatement({ actions: ['s3:GetObject'], resources: [items] });
    const decryptItems = new PolicyStatement({ actions: ['kms:Decrypt'], resources: [storage.key.keyArn] });
    for (const statement of [invoke, readItems, decryptItems]) role.addToPolicy(statement);
    acknowledge(role, {
      [wildcardFinding(this, items)]: 'The list of sub-domains lies below the name of its study and run.',
      'AwsSolutions-IAM5[Resource::*]':
        'Log delivery and X-Ray have no resources: their actions can be allowed only on "*".',
    });

    const stack = Stack.of(this);
    const machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: substitutions,
      role,
      tracingEnabled: true,
      logs: {
        // Under this prefix, log delivery does not use up the few resource policies that an account has.
        destination: makeLogGroup(this, 'Log', `/aws/vendedlogs/states/${stack.stackName}-study-run`),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    this.arn = machine.stateMachineArn;
    this.executionsArn = stack.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${machine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.allowDistributedMap(role);
  }

  /**
   * A policy of its own, since the machine waits for the role's first one and could not wait for one that names it.
   * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
   */
  private allowDistributedMap(role: Role): void {
    const policy = new Policy(this, 'DistributedMap', {
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.arn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: [this.executionsArn],
        }),
      ],
    });
    policy.attachToRole(role);
    acknowledge(policy, {
      [wildcardFinding(this, this.executionsArn)]: 'A Distributed Map names its child executions itself.',
    });
  }
}

/** What each `${Placeholder}` of the definition stands for, and which functions it therefore calls. */
function resolvePlaceholders(definition: string, steps: StudyRunMachineProps['steps'], storage: Storage) {
  const stepOf = new Map(Object.values(steps).map((step) => [`${functionId(step.name)}Arn`, step]));
  const substitutions: Record<string, string> = {};
  const called: StepFunction[] = [];
  const namedPlaceholders = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]!));
  for (const name of namedPlaceholders) {
    const step = stepOf.get(name);
    if (step) {
      substitutions[name] = step.lambda.functionArn;
      called.push(step);
    } else if (name === 'Bucket') {
      substitutions[name] = storage.bucket.bucketName;
    } else {
      throw new Error(`${stateMachineFile} names \${${name}}, which is neither a function nor the bucket`);
    }
  }
  return { substitutions, called };
}
