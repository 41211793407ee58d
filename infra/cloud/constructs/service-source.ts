import { type ArnComponents, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A condition that limits a service of AWS to requests for this account and for one kind of resource. Without it, any
 * account could use the service to reach ours (confused deputy).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function actsFor(scope: Construct, source: ArnComponents) {
  const stack = Stack.of(scope);
  return {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: { 'aws:SourceArn': stack.formatArn(source) },
  };
}

/** A statement of a resource's policy that lets a service act for resources of this account only. */
export function serviceStatement(
  scope: Construct,
  allowed: {
    readonly service: `${string}.amazonaws.com`;
    readonly source: ArnComponents;
    readonly actions: string[];
    readonly resources: string[];
  },
): PolicyStatement {
  const { service, source, actions, resources } = allowed;
  return new PolicyStatement({
    principals: [new ServicePrincipal(service)],
    actions,
    resources,
    conditions: actsFor(scope, source),
  });
}

/** The resources for which a service may take a role. */
const takers = {
  'states.amazonaws.com': {
    service: 'states',
    resource: 'stateMachine',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  },
  'ecs-tasks.amazonaws.com': { service: 'ecs', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME },
  'vpc-flow-logs.amazonaws.com': { service: 'ec2', resource: 'vpc-flow-log', resourceName: '*' },
} as const satisfies Record<`${string}.amazonaws.com`, ArnComponents>;

/** The principal of a role: a service of AWS, for resources of this account. */
export function takerOfRole(scope: Construct, service: keyof typeof takers): ServicePrincipal {
  return new ServicePrincipal(service, { conditions: actsFor(scope, takers[service]) });
}
