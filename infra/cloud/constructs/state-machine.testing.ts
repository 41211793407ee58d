import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { isBatchJob, withoutTasks } from '../../prune-definition.ts';
import { stateMachineFile } from '../../system.ts';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';
import { projectRoot } from '../root.ts';

/** The package has no types. */
const validateDefinition: (definition: object) => { isValid: boolean; errorsText: () => string } =
  createRequire(import.meta.url)('asl-validator');

const template = templateOf();
const { DefinitionString: definition, DefinitionSubstitutions: substitutions } = machineOf(template);
const local = JSON.parse(readFileSync(join(projectRoot, stateMachineFile), 'utf8'));

describe('the state machine', () => {
  it('is the one that the local world executes, with GPU jobs only if there are GPUs', () => {
    expect(JSON.parse(definition)).toEqual(withoutTasks(local, isBatchJob));
    expect(definition).not.toContain('batch');
    expect(JSON.parse(machineOf(templateOf({ gpu: true })).DefinitionString)).toEqual(local);
  });

  it('gives every placeholder a version of its function, or the bucket', () => {
    const placeholders = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]));
    expect(new Set(Object.keys(substitutions))).toEqual(placeholders);
    for (const [name, value] of Object.entries(substitutions)) {
      const target =
        name === 'Bucket'
          ? { Ref: expect.stringMatching(/^StorageBucket/) }
          : { Ref: expect.stringMatching(`^${name.replace(/Arn$/, '')}FunctionCurrentVersion`) };
      expect(value).toEqual(target);
    }
  });

  it('is valid Amazon States Language once it is filled in', () => {
    const filledIn = definition.replaceAll(/\$\{(\w+)\}/g, (_, name: string) =>
      name === 'Bucket' ? 'some-bucket' : `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
    );
    const { isValid, errorsText } = validateDefinition(JSON.parse(filledIn));
    expect(isValid, errorsText()).toBe(true);
  });

  it('is traced and logs everything but the data', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false, Destinations: Match.anyValue() },
    });
  });

  it('may call every version of exactly the functions that it names', () => {
    const names = Object.keys(substitutions).filter((name) => name !== 'Bucket');
    const invoked = [statementFor('lambda:InvokeFunction').Resource].flat();
    expect(invoked).toHaveLength(names.length);
    for (const name of names) {
      const id = expect.stringMatching(`^${name.replace(/Arn$/, '')}Function`);
      expect(invoked).toContainEqual({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, ':*']] });
    }
  });

  it('may do what a Distributed Map does: read its items, write its results, start itself, and watch, stop and redrive its children', () => {
    const machineRef = { Ref: expect.stringMatching(/^StudyRunMachine/) };
    expect(JSON.stringify(statementFor('s3:GetObject').Resource)).toContain('/runs/*');
    expect(JSON.stringify(statementFor('s3:PutObject').Resource)).toContain('/runs/*');
    const { Label } = JSON.parse(definition).States.TrainManySubdomains;
    expect(JSON.stringify(statementFor('states:RedriveExecution').Resource)).toContain(`/${Label}:*`);
    expect(statementFor('kms:Decrypt').Resource).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^StorageKey/), 'Arn'],
    });
    expect(statementFor('states:StartExecution').Resource).toEqual(machineRef);
    expect(statementFor('states:DescribeExecution').Action).toContain('states:StopExecution');
  });
});

function machineOf(made: typeof template) {
  const [machine] = propertiesOf(made, 'AWS::StepFunctions::StateMachine') as unknown as {
    readonly DefinitionString: string;
    readonly DefinitionSubstitutions: Readonly<Record<string, object>>;
  }[];
  return machine!;
}

function statementFor(action: string): { Action: string | string[]; Resource: unknown } {
  const policies = propertiesOf(template, 'AWS::IAM::Policy').filter((policy) =>
    JSON.stringify(policy.Roles).includes('StudyRunRole'),
  );
  const statements = policies.flatMap(
    (policy) => (policy.PolicyDocument as { Statement: ReturnType<typeof statementFor>[] }).Statement,
  );
  return statements.find((statement) => [statement.Action].flat().includes(action))!;
}
