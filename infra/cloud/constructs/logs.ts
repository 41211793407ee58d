import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { profiles } from '../settings/profile.ts';
import { settingsOf } from '../settings/settings-of.ts';

/**
 * A log group with the retention of the profile. Clinical logs outlive the stack.
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
 * Under this prefix, log delivery does not use up the few resource policies that an account has. A group that has
 * outlived its stack keeps its name, so the next stack needs another: the id of the stack is part of it.
 */
function deliveredName({ stackName, stackId }: Stack, service: string): string {
  const uniqueId = Fn.select(2, Fn.split('/', stackId)); // arn:aws:cloudformation:…:stack/<name>/<id>
  return `/aws/vendedlogs/${service}/${stackName}-${uniqueId}`;
}
