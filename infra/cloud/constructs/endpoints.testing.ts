import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type FunctionName, functions, touchesStudies } from '../../system.ts';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';
import { functionId } from './function-id.ts';

const clinical = templateOf({ profile: 'clinical' });
const clinicalWithGpu = templateOf({ profile: 'clinical', gpu: true });

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> };
}

interface Endpoint {
  readonly VpcEndpointType: 'Interface' | 'Gateway';
  readonly ServiceName: unknown;
  readonly PolicyDocument?: { readonly Statement: Statement[] };
}

describe('the endpoints of the closed network', () => {
  it('are S3, which costs nothing, and Step Functions', () => {
    expect(endpointsOf(clinical).map(kindAndName).sort()).toEqual(['Gateway s3', 'Interface states']);
  });

  it('include those that GPU jobs need if there are GPUs', () => {
    expect(endpointsOf(clinicalWithGpu).map(kindAndName).sort()).toEqual([
      'Gateway s3',
      'Interface ecr.api',
      'Interface ecr.dkr',
      'Interface ecs',
      'Interface ecs-agent',
      'Interface ecs-telemetry',
      'Interface logs',
      'Interface states',
    ]);
  });

  it('let through only requests of this account, and for S3 only those for its own bucket', () => {
    for (const endpoint of endpointsOf(clinicalWithGpu)) {
      const name = kindAndName(endpoint);
      if (withoutPolicy.includes(name)) continue;
      const statements = endpoint.PolicyDocument!.Statement;
      const unbound = statements.filter(
        ({ Condition }) => Condition?.StringEquals?.['aws:PrincipalAccount'] === undefined,
      );
      // Layers of images are read by addresses that ECR has signed, not by this account.
      const layers = unbound.map(({ Resource }) => JSON.stringify(Resource));
      expect(layers, name).toEqual(
        name === 'Gateway s3' ? [expect.stringContaining('starport-layer-bucket')] : [],
      );
    }
    const [objects] = endpointsOf(clinical).find((one) => kindAndName(one) === 'Gateway s3')!.PolicyDocument!
      .Statement;
    expect(objects!.Condition!.StringEquals).toEqual({
      'aws:PrincipalAccount': { Ref: 'AWS::AccountId' },
      'aws:ResourceAccount': { Ref: 'AWS::AccountId' },
    });
    expect(JSON.stringify(objects!.Resource)).toContain('StorageBucket');
  });

  it.each([
    ['s3', 'Gateway s3'],
    ['states', 'Interface states'],
  ])('let functions do of %s all that their roles allow, and nothing else', (service, name) => {
    const granted = (Object.keys(functions) as FunctionName[])
      .filter(touchesStudies)
      .flatMap((one) => actionsOf(policiesOf(clinical, functionId(one))));
    const passed = actionsOf(
      endpointsOf(clinical).find((one) => kindAndName(one) === name)!.PolicyDocument!.Statement,
    );
    const ofService = [...new Set(granted)].filter((action) => action.startsWith(`${service}:`));
    expect(passed.sort()).toEqual(ofService.sort());
  });
});

/** AWS documents no policy for them. */
const withoutPolicy = ['Interface ecs-agent', 'Interface ecs-telemetry'];

function endpointsOf(template: Template): Endpoint[] {
  return propertiesOf(template, 'AWS::EC2::VPCEndpoint') as unknown as Endpoint[];
}

/** `Interface ecr.api`, of `com.amazonaws.<region>.ecr.api`. */
function kindAndName({ VpcEndpointType, ServiceName }: Endpoint): string {
  const name = /\.([a-z][a-z.-]*\w)"[\]}]*$/.exec(JSON.stringify(ServiceName))![1]!;
  return `${VpcEndpointType} ${name}`;
}

function policiesOf(template: Template, id: string): Statement[] {
  return Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([logicalId]) => logicalId.startsWith(`${id}RoleDefaultPolicy`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[]);
}

function actionsOf(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ Action }) => Action);
}
