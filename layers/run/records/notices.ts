import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** What a person reads: by mail, where the topic has an address. */
export interface Notice {
  /** SNS takes up to 100 characters of ASCII on one line: others are replaced, and what is longer is cut. */
  readonly subject: string;
  readonly lines: readonly string[];
}

/** @throws Error from SNS where there is no such topic, or none is named */
export async function publishNotice(
  client: Pick<SNSClient, 'send'>,
  topicArn: string | undefined,
  { subject, lines }: Notice,
): Promise<void> {
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject.replaceAll(/[^ -~]/g, '?').slice(0, 100),
      Message: `${lines.join('\n')}\n`,
    }),
  );
}
