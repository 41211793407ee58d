import { describe, expect, it } from 'vitest';
import { templateOf } from '../checks/template.testing.ts';
import type { Settings } from './settings.ts';

/** Two installations in one account and region, with all that there is. */
const everything: Partial<Settings>[] = [
  { gpu: true, nativeTraining: true, alarmEmail: 'lab@example.org' },
  { profile: 'clinical', gpu: true },
];

/**
 * Properties that hold the name of the resource itself, or of what it makes, by AWS's habit; if one is absent,
 * CloudFormation makes a name from the name of the stack.
 */
const holdsName = /(?<!^Metric)(Name|Domain|Alias|Prefix)$/;

/** Names that lie within a resource of the stack, so that two stacks may each have one. */
const withinAResource: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Stage.StageName': 'of its API',
  'AWS::ApiGatewayV2::Authorizer.Name': 'of its API',
  'AWS::ApiGatewayV2::Api.Name': 'a title: an API is known by its id',
  'AWS::Cognito::UserPoolResourceServer.Name': 'of its user pool',
  'AWS::Lambda::Alias.Name': 'of its function',
  'AWS::Lambda::Alias.FunctionName': 'a reference to its function',
  'AWS::EC2::VPCEndpoint.ServiceName': 'a service of AWS',
  'AWS::IAM::Policy.PolicyName': 'within its roles',
  'AWS::Logs::MetricFilter.FilterName': 'of its log group',
};

describe.each(everything)('two stages in one account, with %o,', (chosen) => {
  const one = namesOf({ ...chosen, stage: 'one' });
  const two = namesOf({ ...chosen, stage: 'two' });

  it('share no name of anything', () => {
    expect(one.length).toBeGreaterThan(3);
    const taken = new Set(one.map(({ name }) => name));
    expect(two.filter(({ name }) => taken.has(name))).toEqual([]);
  });

  it('share none with the installation that has no stage', () => {
    const taken = new Set(namesOf(chosen).map(({ name }) => name));
    expect(two.filter(({ name }) => taken.has(name))).toEqual([]);
  });

  it('export nothing to other stacks', () => {
    for (const output of Object.values(templateOf({ ...chosen, stage: 'one' }).toJSON().Outputs)) {
      expect(output).not.toHaveProperty('Export');
    }
  });
});

describe('the name of an installation without a stage', () => {
  it('is the one that it always had', () => {
    const names = namesOf({}).map(({ name }) => name);
    expect(names).toContain('sarcomere-ACCOUNT');
    expect(names).toContainEqual(expect.stringMatching(/^\/aws\/vendedlogs\/states\/Sarcomere-/));
  });
});

interface Named {
  readonly property: string;
  readonly name: string;
}

/** Every name that a template gives itself, filled in as CloudFormation would in one account. */
function namesOf(chosen: Partial<Settings>): Named[] {
  const resources = Object.values(templateOf(chosen).toJSON().Resources as Record<string, Resource>);
  return resources.flatMap(({ Type, Properties = {} }) => [
    ...Object.entries(Properties)
      .filter(([key]) => holdsName.test(key) && !(`${Type}.${key}` in withinAResource))
      .flatMap(([key, value]) => named(`${Type}.${key}`, filledIn(value))),
    ...metricsOf(Properties).flatMap((metric) => named(`metric of ${Type}`, metric)),
  ]);
}

function named(property: string, name: string | undefined): Named[] {
  return name === undefined ? [] : [{ property, name }];
}

/** Metrics that are known by their names alone: AWS's own metrics have the dimensions of a resource. */
function metricsOf({ MetricTransformations, Metrics, ...own }: Readonly<Record<string, unknown>>): string[] {
  const made = (MetricTransformations ?? []) as { MetricNamespace: string; MetricName: string }[];
  const summed = ((Metrics ?? []) as { MetricStat?: { Metric: Metric } }[]).map(
    ({ MetricStat }) => MetricStat?.Metric,
  );
  const watched = [own as Partial<Metric>, ...summed].filter(
    (metric) => metric?.MetricName !== undefined && metric.Dimensions === undefined,
  );
  return [
    ...made.map(({ MetricNamespace, MetricName }) => `${MetricNamespace}/${MetricName}`),
    ...watched.map((metric) => `${metric!.Namespace}/${metric!.MetricName}`),
  ];
}

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: unknown;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The text of a value; undefined if it refers to another resource, which CloudFormation names. */
function filledIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (Ref === 'AWS::AccountId') return 'ACCOUNT';
  if (Ref !== undefined && !Ref.startsWith('AWS::')) return undefined;
  if (join === undefined) return JSON.stringify(value);
  const parts = join[1].map(filledIn);
  return parts.includes(undefined) ? undefined : parts.join(join[0]);
}
