import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import type { FunctionName } from '../../system.ts';
import { functionId } from '../constructs/function-id.ts';
import { templateOf, unbundledApp } from './template.testing.ts';

const [before, after] = [
  templateWithCode('train-subdomain', 'old'),
  templateWithCode('train-subdomain', 'new'),
];

describe('a deployment of new code while a run is on its way', () => {
  it('leaves the version that the run calls in place, and publishes another', () => {
    const [old] = versionsOf(before, 'train-subdomain');
    const [next] = versionsOf(after, 'train-subdomain');
    expect(next![0]).not.toBe(old![0]);
    expect(after.toJSON().Resources).not.toHaveProperty(old![0]);
    // CloudFormation leaves be what goes from the template with this policy.
    expect(old![1].DeletionPolicy).toBe('RetainExceptOnCreate');
    // A version lives as long as its function, which is updated and not replaced.
    expect(functionOf(after, 'train-subdomain')).toBe(functionOf(before, 'train-subdomain'));
  });

  it('gives runs that start later the new version: a definition names versions, and a run keeps its definition', () => {
    for (const template of [before, after]) {
      const [version] = versionsOf(template, 'train-subdomain');
      expect(machineOf(template).DefinitionSubstitutions.TrainSubdomainArn).toEqual({ Ref: version![0] });
    }
  });

  it('lets the state machine call every version, those too that an earlier template named', () => {
    const invoked = JSON.stringify(
      Object.values(after.findResources('AWS::IAM::Policy'))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .filter(({ Action }) => Action === 'lambda:InvokeFunction')
        .map(({ Resource }) => Resource),
    );
    const name = functionOf(after, 'train-subdomain');
    expect(invoked).toContain(JSON.stringify({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [name, 'Arn'] }, ':*']] }));
  });

  it('publishes no other version of what has not changed', () => {
    for (const name of ['prepare-study', 'aggregate-models', 'publish-model', 'serve-api'] as const) {
      expect(versionsOf(after, name)).toEqual(versionsOf(before, name));
    }
  });
});

describe('what is called from outside of a run', () => {
  const template = templateOf();
  const aliasOf = (name: FunctionName) =>
    Object.entries(template.findResources('AWS::Lambda::Alias')).find(([id]) =>
      id.startsWith(functionId(name)),
    )!;

  it.each(['serve-api', 'start-run', 'stop-stalled'] as const)(
    'is the alias "live" of %s, which goes from one version to the next at once',
    (name) => {
      const [id, { Properties }] = aliasOf(name);
      const [version] = versionsOf(template, name);
      expect(Properties).toMatchObject({
        Name: 'live',
        FunctionName: { Ref: functionOf(template, name) },
        FunctionVersion: { 'Fn::GetAtt': [version![0], 'Version'] },
      });
      const allowed = Object.values(template.findResources('AWS::Lambda::Permission')).filter(
        ({ Properties: { FunctionName } }) => JSON.stringify(FunctionName).includes(`"${id}"`),
      );
      expect(allowed.length).toBeGreaterThan(0);
    },
  );

  it('is never the code that was uploaded last but has no version', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));
    const targets = [
      ...permissions.map(({ Properties }) => Properties.FunctionName),
      ...Object.values(template.findResources('AWS::Events::Rule')).flatMap(({ Properties }) =>
        (Properties.Targets as { Arn: unknown }[]).map(({ Arn }) => Arn),
      ),
      ...Object.values(template.findResources('AWS::ApiGatewayV2::Integration')).map(
        ({ Properties }) => Properties.IntegrationUri,
      ),
    ];
    const unqualified = targets.filter((target) => /"\w+Function[0-9A-F]{8}"/.test(JSON.stringify(target)));
    expect(unqualified).toEqual([]);
  });

  it('has its failures kept: what is called asynchronously is the alias, so the queue is set for it', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::EventInvokeConfig'))) {
      // The last part of the alias's ARN.
      expect(JSON.stringify(Properties.Qualifier)).toMatch(/"Fn::Select":\[7,.*"Ref":"\w+Live[0-9A-F]{8}"/);
    }
  });
});

/** The template as it is, but for the code of one function. */
function templateWithCode(name: FunctionName, code: string): Template {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const outdir = mkdtempSync(join(tmpdir(), 'sarcomere-cloud-'));
  try {
    const { stack } = unbundledApp({ outdir });
    const made = stack.node.findChild(functionId(name)).node.findChild('Function').node
      .defaultChild as CfnFunction;
    made.code = { s3Bucket: 'assets', s3Key: `${code}.zip` };
    return Template.fromStack(Stack.of(made));
  } finally {
    rmSync(outdir, { recursive: true });
    vi.unstubAllEnvs();
  }
}

function versionsOf(template: Template, name: FunctionName) {
  return Object.entries(template.findResources('AWS::Lambda::Version')).filter(([id]) =>
    id.startsWith(`${functionId(name)}Function`),
  );
}

/** Its logical id. */
function functionOf(template: Template, name: FunctionName): string {
  return Object.keys(template.findResources('AWS::Lambda::Function')).find((id) =>
    id.startsWith(functionId(name)),
  )!;
}

function machineOf(template: Template): { DefinitionSubstitutions: Record<string, unknown> } {
  return Object.values(template.findResources('AWS::StepFunctions::StateMachine'))[0]!.Properties;
}
