import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { profiles } from '../settings/profile.ts';
import { settingsOf } from '../settings/settings-of.ts';

/**
 * A log group with the retention of the profile. Clinical logs stay when the stack is deleted.
 *
 * @param deliveredFor a service whose logs are written by log delivery
 */
export function makeLogGroup(scope: Construct, id: string, deliveredFor?: 'apis' | 'states'): LogGroup {
  const { profile } = settingsOf(scope);
  return new LogGroup(scope, id, {
    ...(deliveredFor === undefined ? {} : { logGroupName: deliveredName(Stack.of(scope), deliveredFor) }),
    retention: profiles[profile].logRetention,
    removalPolicy: profile === 'clinical' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  });
}

/**
 * With this prefix, log delivery uses none of the few resource policies of an account. A log group may stay when its
 * stack is deleted, so the name holds the id of the stack: a new stack needs a new name.
 */
function deliveredName({ stackName, stackId }: Stack, service: string): string {
  const uniqueId = Fn.select(2, Fn.split('/', stackId)); // arn:aws:cloudformation:…:stack/<name>/<id>
  return `/aws/vendedlogs/${service}/${stackName}-${uniqueId}`;
}
