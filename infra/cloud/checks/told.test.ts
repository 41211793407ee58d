import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { Context, SNSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { switchOffUploads } from '../../../functions/switch-off-uploads/switch-off-uploads.ts';
import { tellRunEnd } from '../../../functions/tell-run-end/tell-run-end.ts';
import { hasMoto, type SecondEngine, startSecondEngine } from './second-engine.testing.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

describe.skipIf(!hasMoto)(
  'messages to people, by EventBridge, SNS and SQS of moto_server (skipped if it is not installed)',
  { timeout: 120_000 },
  () => {
    let engine: SecondEngine;
    let events: EventBridgeClient;
    let notices: SNSClient;
    let topicArn: string;
    let queueUrl: string;

    beforeAll(async () => {
      engine = await startSecondEngine(async () => ({}));
      await engine.empty();
      const where = { endpoint: engine.url, region: 'us-east-1', credentials };
      events = new EventBridgeClient(where);
      notices = new SNSClient(where);
      const topic = await notices.send(new CreateTopicCommand({ Name: 'alarms' }));
      topicArn = topic.TopicArn!;
      queueUrl = within('QueueUrl', await askSqs({ Action: 'CreateQueue', QueueName: 'inbox' }));
      await notices.send(
        new SubscribeCommand({
          TopicArn: topicArn,
          Protocol: 'sqs',
          Endpoint: 'arn:aws:sqs:us-east-1:123456789012:inbox',
        }),
      );
    }, 60_000);
    afterAll(() => engine?.close());

    it('is that the upload rule was switched off, and it is, twice over', async () => {
      const ruleName = 'Sarcomere-UploadRule-1';
      await events.send(new PutRuleCommand({ Name: ruleName, EventPattern: '{"source":["aws.s3"]}' }));
      const options = { events, notices, ruleName, alarmsTopicArn: topicArn };
      for (const said of ['AWS Budget Notification: ACTUAL > 100 USD', 'and once more']) {
        expect(await switchOffUploads(said, options)).toEqual({ switchedOff: ruleName });
        expect((await events.send(new DescribeRuleCommand({ Name: ruleName }))).State).toBe('DISABLED');
        const notice = await received();
        expect(notice).toContain(`aws events enable-rule --name ${ruleName}`);
        expect(notice).toContain(said.replace('>', '&gt;'));
      }
    });

    it('is the same if Lambda calls the function with the environment of the template', async () => {
      const ruleName = 'Sarcomere-UploadRule-2';
      await events.send(new PutRuleCommand({ Name: ruleName, EventPattern: '{"source":["aws.s3"]}' }));
      for (const [name, value] of Object.entries({
        AWS_ENDPOINT_URL: engine.url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        SARCOMERE_UPLOAD_RULE: ruleName,
        SARCOMERE_ALARMS_TOPIC_ARN: topicArn,
      })) {
        vi.stubEnv(name, value);
      }
      const { handler } = await import('../../../functions/switch-off-uploads/handler.ts');
      const event = { Records: [{ Sns: { Message: 'ACTUAL is above 100 USD' } }] } as unknown as SNSEvent;
      await handler(event, { getRemainingTimeInMillis: () => 30_000 } as Context);
      vi.unstubAllEnvs();
      expect((await events.send(new DescribeRuleCommand({ Name: ruleName }))).State).toBe('DISABLED');
      expect(await received()).toContain('ACTUAL is above 100 USD');
    });

    it('is true: if there is no such rule, nothing is sent', async () => {
      const options = { events, notices, ruleName: 'another', alarmsTopicArn: topicArn };
      await expect(switchOffUploads('', options)).rejects.toThrow('another');
      expect(await received()).toBeUndefined();
    });

    it('is how a run ended', async () => {
      const execution = { name: 'r1', status: 'SUCCEEDED', input: '{"study":"knee","run":"r1"}' };
      const runs = {
        client: { send: (async () => execution) as never },
        stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m',
      };
      await tellRunEnd('r1', { runs, notices, runsTopicArn: topicArn, alarmsTopicArn: 'arn:none' });
      expect(await received()).toContain('Sarcomere: knee Published');
    });

    /** The next message of the queue that follows the topic; undefined if there is none. */
    async function received(): Promise<string | undefined> {
      const answer = await askSqs({ Action: 'ReceiveMessage', QueueUrl: queueUrl });
      if (!answer.includes('<Body>')) return undefined;
      const ReceiptHandle = within('ReceiptHandle', answer);
      await askSqs({ Action: 'DeleteMessage', QueueUrl: queueUrl, ReceiptHandle });
      return within('Body', answer);
    }

    async function askSqs(parameters: Readonly<Record<string, string>>): Promise<string> {
      const answer = await fetch(engine.url, {
        method: 'POST',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request',
        },
        body: new URLSearchParams({ Version: '2012-11-05', ...parameters }),
      });
      return answer.text();
    }
  },
);

function within(element: string, xml: string): string {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)![1]!;
}
