import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { Machine, State } from '../../prune-definition.ts';
import { integrations, type Need, needsOfMachine, usesOf } from './integration-grants.testing.ts';
import { propertiesOf, templateOf } from './template.testing.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const choices: [string, Template][] = [
  ['as it comes', templateOf()],
  ['with GPU', templateOf({ gpu: true })],
  ['clinical', templateOf({ profile: 'clinical' })],
];

describe.each(choices)('the role of the state machine, %s,', (_name, template) => {
  const [machine] = propertiesOf(template, 'AWS::StepFunctions::StateMachine');
  const states = statesOf(JSON.parse(machine!.DefinitionString as string) as Machine);
  const statements = propertiesOf(template, 'AWS::IAM::Policy')
    .filter((policy) => JSON.stringify(policy.Roles).includes('StudyRunRole'))
    .flatMap((policy) => (policy.PolicyDocument as { Statement: Statement[] }).Statement);
  const used = Object.entries(integrations).filter(([, { isUsedBy }]) => states.some(isUsedBy));

  it('is known for every integration that the definition uses', () => {
    for (const state of states) {
      const known = Object.values(integrations).filter(({ isUsedBy }) => isUsedBy(state));
      expect(known, usesOf(state).join()).toHaveLength(usesOf(state).length);
    }
    expect(used.length).toBeGreaterThan(3);
  });

  it.each(used)('may do what AWS documents for %s', (_use, { needs, source }) => {
    for (const need of needs) expect(missing(need, statements), source).toEqual([]);
  });

  it.each(Object.entries(needsOfMachine))(
    'may do what AWS documents for %s',
    (property, { needs, source }) => {
      expect(machine).toHaveProperty(property);
      for (const need of needs) expect(missing(need, statements), source).toEqual([]);
    },
  );

  it('may do nothing besides', () => {
    const needs = [...used.map(([, use]) => use), ...Object.values(needsOfMachine)].flatMap(
      (use) => use.needs,
    );
    const needed = new Set(needs.flatMap(({ actions }) => actions));
    const allowed = statements.flatMap(({ Action }) => Action);
    expect(allowed.filter((action) => !needed.has(action))).toEqual([]);
  });

  it('may call every function that the definition names', () => {
    const { DefinitionSubstitutions: names } = machine as {
      DefinitionSubstitutions: Record<string, unknown>;
    };
    const called = new Set(
      states
        .map(({ Resource }) => /^\$\{(\w+)\}$/.exec(Resource ?? '')?.[1])
        .filter((one) => one !== undefined),
    );
    const mayCall = statements
      .filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunction'))
      .map(({ Resource }) => JSON.stringify(Resource))
      .join();
    expect(called.size).toBeGreaterThan(3);
    // The version of a function is named after it.
    for (const name of called) {
      const [id] = /^\w+Function/.exec(logicalId(names[name!])) ?? [];
      expect(mayCall, name).toMatch(new RegExp(`"${id}[0-9A-F]{8}","Arn"\\]\\},":\\*"`));
    }
  });
});

describe('looking for what a role lacks', () => {
  const need: Need = { actions: ['s3:GetObject', 's3:PutObject'], on: /\/runs\/\*/ };
  const allow = (Action: string[], Resource: unknown): Statement => ({ Effect: 'Allow', Action, Resource });

  it('finds an action that is not allowed, or on something else only', () => {
    expect(missing(need, [])).toEqual(need.actions);
    expect(
      missing(need, [allow(['s3:GetObject'], 'b/runs/*'), allow(['s3:PutObject'], 'b/models/*')]),
    ).toEqual(['s3:PutObject']);
  });

  it('finds nothing if one or several statements allow everything', () => {
    expect(missing(need, [allow(['s3:GetObject', 's3:PutObject'], 'b/runs/*')])).toEqual([]);
    expect(missing({ actions: ['batch:DescribeJobs'] }, [allow(['batch:DescribeJobs'], '*')])).toEqual([]);
  });
});

/** Actions of a need that no statement allows on what it names. */
function missing({ actions, on = /./ }: Need, statements: readonly Statement[]): string[] {
  return actions.filter(
    (action) =>
      !statements.some(
        ({ Effect, Action, Resource }) =>
          Effect === 'Allow' && [Action].flat().includes(action) && on.test(JSON.stringify(Resource)),
      ),
  );
}

function statesOf(machine: Machine): State[] {
  return Object.values(machine.States).flatMap((state) => [
    state,
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}

/** The logical id of what a reference names. */
function logicalId(value: unknown): string {
  return (value as { Ref: string }).Ref;
}
