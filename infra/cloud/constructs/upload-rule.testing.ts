import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { uploadEventPattern } from '../../system.ts';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';

const template = templateOf();
const deadLetters = { 'Fn::GetAtt': [Match.stringLikeRegexp('^UploadRuleDeadLetters'), 'Arn'] };

describe('the upload rule', () => {
  it('has the pattern of the system, narrowed to our bucket', () => {
    const [rule] = propertiesOf(template, 'AWS::Events::Rule');
    const bucket = { name: [{ Ref: expect.stringMatching(/^StorageBucket/) }] };
    expect(rule!.EventPattern).toEqual({
      ...uploadEventPattern,
      detail: { ...uploadEventPattern.detail, bucket },
    });
  });

  it('calls start-run, tries again for a day, and then keeps the event', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      State: 'ENABLED',
      Targets: [
        {
          Arn: { Ref: Match.stringLikeRegexp('^StartRunLive') },
          DeadLetterConfig: { Arn: deadLetters },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ],
    });
  });

  it('keeps the events that start-run fails on as well', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^StartRunFunction') },
      DestinationConfig: { OnFailure: { Destination: deadLetters } },
    });
  });

  it('keeps dead letters encrypted, for two weeks', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 86_400,
    });
  });
});
