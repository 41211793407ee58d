import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { profiles } from './profile.ts';
import { settingsOf } from './settings-of.ts';

/** A log group with the retention of the profile. Clinical logs outlive the stack. */
export function makeLogGroup(scope: Construct, id: string, logGroupName?: string): LogGroup {
  const { profile } = settingsOf(scope);
  return new LogGroup(scope, id, {
    ...(logGroupName === undefined ? {} : { logGroupName }),
    retention: profiles[profile].logRetention,
    removalPolicy: profile === 'clinical' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
