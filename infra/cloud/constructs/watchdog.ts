import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StepFunction } from './function.ts';

export interface WatchdogProps {
  readonly stopStalled: StepFunction;
  readonly deadLetters: Queue;
}

/** Checks every half hour for stalled runs. A check that fails ends in the dead-letter queue. */
export class Watchdog extends Construct {
  constructor(scope: Construct, id: string, { stopStalled, deadLetters }: WatchdogProps) {
    super(scope, id);
    new Rule(this, 'Schedule', {
      description: 'Check for stalled runs',
      schedule: Schedule.rate(Duration.minutes(30)),
      targets: [new LambdaFunction(stopStalled.live, { deadLetterQueue: deadLetters, retryAttempts: 1 })],
    });
    stopStalled.live.configureAsyncInvoke({
      retryAttempts: 1,
      maxEventAge: Duration.minutes(30),
      onFailure: new SqsDestination(deadLetters),
    });
  }
}
