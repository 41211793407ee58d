import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { uploadEventPattern } from '../../system.ts';
import { acknowledge } from './acknowledge.ts';
import type { StepFunction } from './function.ts';
import type { Storage } from './storage.ts';

export interface UploadRuleProps {
  readonly storage: Storage;
  readonly startRun: StepFunction;
}

/**
 * The upload of a manifest into the bucket calls `start-run`. An event that cannot be delivered, or on which `start-run`
 * fails each time, ends in the dead-letter queue: no upload is lost without a trace.
 */
export class UploadRule extends Construct {
  readonly deadLetters: Queue;
  readonly rule: Rule;

  constructor(scope: Construct, id: string, { storage, startRun }: UploadRuleProps) {
    super(scope, id);

    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetters, {
      'AwsSolutions-SQS3': 'This is the dead-letter queue of the rule and of start-run.',
    });

    this.rule = new Rule(this, 'Rule', {
      description: 'A manifest was uploaded: start the run of its study',
      eventPattern: {
        source: [...uploadEventPattern.source],
        detailType: [...uploadEventPattern['detail-type']],
        detail: { ...uploadEventPattern.detail, bucket: { name: [storage.bucket.bucketName] } },
      },
      targets: [
        new LambdaFunction(startRun.live, {
          deadLetterQueue: this.deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });

    // The rule is done once Lambda has the event; Lambda retries if the function throws.
    startRun.live.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(this.deadLetters),
    });
  }
}
