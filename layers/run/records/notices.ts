import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** A message to people: by mail, if the topic has an address. */
export interface Notice {
  /** SNS takes one line of up to 100 ASCII characters: other characters are replaced, and longer lines are cut. */
  readonly subject: string;
  readonly lines: readonly string[];
}

/** @throws Error from SNS if there is no such topic, or none is named */
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
