import { type ArnComponents, ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { isAddress } from '../settings/settings.ts';
import { settingsOf } from '../settings/settings-of.ts';
import type { StepFunction } from './function.ts';
import { serviceStatement } from './service-source.ts';

/** The alarms of this account, which CloudWatch publishes. */
const alarmsOfAccount: ArnComponents = {
  service: 'cloudwatch',
  resource: 'alarm',
  resourceName: '*',
  arnFormat: ArnFormat.COLON_RESOURCE_NAME,
};
/** The budgets of this account; budgets belong to no region. */
export const budgetsOfAccount: ArnComponents = {
  service: 'budgets',
  region: '',
  resource: '*',
  arnFormat: ArnFormat.NO_RESOURCE_NAME,
};

/**
 * Messages to people, by mail and to other subscribers: alarms, and how runs end. There are two topics, so that people
 * can subscribe to one alone. They have their own key, so that services of AWS get no access to the key of the
 * recordings.
 */
export class Notices extends Construct {
  readonly key: Key;
  readonly alarms: Topic;
  readonly runs: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Encrypts messages of Sarcomere to people: alarms and how runs end',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY, // it encrypts messages that are in transit for seconds
    });
    this.alarms = this.topic('Alarms', `${Stack.of(this).stackName} alarms`);
    this.runs = this.topic('Runs', `${Stack.of(this).stackName} runs`);
    this.allowService('cloudwatch.amazonaws.com', alarmsOfAccount, this.alarms);
    this.allowService('budgets.amazonaws.com', budgetsOfAccount, this.alarms);
    const { alarmEmail } = settingsOf(this);
    if (!isAddress(alarmEmail)) return;
    for (const topic of [this.alarms, this.runs]) topic.addSubscription(new EmailSubscription(alarmEmail));
  }

  topic(id: string, displayName: string): Topic {
    return new Topic(this, id, { displayName, masterKey: this.key, enforceSSL: true });
  }

  /** Lets a service of AWS publish to a topic on behalf of resources of this account. */
  allowService(service: `${string}.amazonaws.com`, source: ArnComponents, topic: Topic): void {
    topic.addToResourcePolicy(
      serviceStatement(this, { service, source, actions: ['sns:Publish'], resources: [topic.topicArn] }),
    );
    const mayUseKey = { service, source, actions: ['kms:Decrypt', 'kms:GenerateDataKey'] };
    // In the policy of a key, "*" means this key.
    this.key.addToResourcePolicy(serviceStatement(this, { ...mayUseKey, resources: ['*'] }));
  }

  /** Lets a function publish to topics, and names them in its environment. */
  allowFunction(step: StepFunction, topics: Readonly<Record<string, ITopic>>): void {
    for (const [variable, topic] of Object.entries(topics)) {
      step.lambda.addEnvironment(variable, topic.topicArn);
    }
    step.role.addToPolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        resources: Object.values(topics).map(({ topicArn }) => topicArn),
      }),
    );
    step.role.addToPolicy(
      new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.key.keyArn] }),
    );
  }
}
