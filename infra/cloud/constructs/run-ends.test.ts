import { describe, expect, it } from 'vitest';
import { type EventPattern, matches } from '../../local/testing.ts';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';

const template = templateOf();
const rule = propertiesOf(template, 'AWS::Events::Rule').find(({ EventPattern }) =>
  JSON.stringify(EventPattern ?? '').includes('aws.states'),
)!;
const machineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:StudyRun';
/** The pattern as EventBridge has it: with the ARN of the machine in place of the reference. */
const pattern = JSON.parse(
  JSON.stringify(rule.EventPattern).replace(/\{"Ref":"StudyRun\w+"\}/, JSON.stringify(machineArn)),
) as EventPattern;

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
const event = (status: string, detail: object = {}) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { stateMachineArn: machineArn, name: 'r1', status, ...detail },
});

describe('the end of a run', () => {
  it.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'])('is reported if it is %s', (status) => {
    expect(matches(pattern, event(status))).toBe(true);
  });

  it.each([
    ['a run that begins', event('RUNNING')],
    [
      'a child of a Distributed Map',
      event('FAILED', { stateMachineArn: `${machineArn}/TrainManySubdomains` }),
    ],
    ['another state machine', event('FAILED', { stateMachineArn: `${machineArn}2` })],
  ])('is not that of %s', (_name, other) => {
    expect(matches(pattern, other)).toBe(false);
  });

  it('is reported by tell-run-end, and becomes a dead letter if it cannot be reported', () => {
    const deadLetters = { 'Fn::GetAtt': [expect.stringMatching(/^UploadRuleDeadLetters/), 'Arn'] };
    expect(rule.Targets).toEqual([
      expect.objectContaining({
        Arn: { Ref: expect.stringMatching(/^TellRunEndLive/) },
        DeadLetterConfig: { Arn: deadLetters },
      }),
    ]);
    const asynchronous = propertiesOf(template, 'AWS::Lambda::EventInvokeConfig').find(({ FunctionName }) =>
      JSON.stringify(FunctionName).includes('TellRunEnd'),
    );
    expect(asynchronous).toMatchObject({ DestinationConfig: { OnFailure: { Destination: deadLetters } } });
  });
});
