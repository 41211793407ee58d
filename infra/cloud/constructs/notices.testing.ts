import { describe, expect, it } from 'vitest';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';

const template = templateOf();

describe('notices', () => {
  it('are not mailed if no address is set, or nobody', () => {
    const mails = (chosen: object) =>
      propertiesOf(templateOf(chosen), 'AWS::SNS::Subscription').filter(
        ({ Protocol }) => Protocol === 'email',
      );
    expect(mails({})).toEqual([]);
    expect(mails({ alarmEmail: 'nobody' })).toEqual([]);
  });

  it('of alarms and of runs are mailed to the address', () => {
    const mails = propertiesOf(templateOf({ alarmEmail: 'lab@example.org' }), 'AWS::SNS::Subscription')
      .filter(({ Protocol }) => Protocol === 'email')
      .map(({ Endpoint, TopicArn }) => [Endpoint, TopicArn]);
    expect(mails).toEqual([
      ['lab@example.org', { Ref: expect.stringMatching(/^NoticesAlarms/) }],
      ['lab@example.org', { Ref: expect.stringMatching(/^NoticesRuns/) }],
    ]);
  });

  it('are encrypted, each topic, by a key that is not the one of the recordings', () => {
    const keys = propertiesOf(template, 'AWS::SNS::Topic').map(({ KmsMasterKeyId }) => KmsMasterKeyId);
    expect(keys).toHaveLength(3);
    for (const key of keys)
      expect(key).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^NoticesKey/), 'Arn'] });
  });

  it('are the only thing for which a service may use a key', () => {
    const usedByServices = Object.entries(template.findResources('AWS::KMS::Key'))
      .filter(([, { Properties }]) => JSON.stringify(Properties.KeyPolicy).includes('"Service"'))
      .map(([id]) => id);
    expect(usedByServices).toEqual([expect.stringMatching(/^NoticesKey/)]);
  });
});
