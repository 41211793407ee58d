import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StepFunction } from './function.ts';
import type { Notices } from './notices.ts';
import type { StudyRunMachine } from './state-machine.ts';

export interface RunEndsProps {
  readonly machine: StudyRunMachine;
  readonly tellRunEnd: StepFunction;
  readonly notices: Notices;
  readonly deadLetters: Queue;
}

/**
 * Every end of a run is told: published and rejected ones to the topic of runs, failed ones to that of alarms; one that
 * was cancelled or superseded is wanted, and told to nobody. The events
 * come from Step Functions itself and not by way of a log, which is written as well as can be; the log counts failures
 * besides (run-metrics.ts), so that a run that fails is missed only where both are. An end that could not be told is a
 * dead letter.
 */
export class RunEnds extends Construct {
  constructor(scope: Construct, id: string, { machine, tellRunEnd, notices, deadLetters }: RunEndsProps) {
    super(scope, id);
    notices.allowFunction(tellRunEnd, {
      SARCOMERE_RUNS_TOPIC_ARN: notices.runs,
      SARCOMERE_ALARMS_TOPIC_ARN: notices.alarms,
    });
    new Rule(this, 'Rule', {
      description: 'A run has ended: tell people',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          // To the letter: the children of a Distributed Map are executions of `<this ARN>/<label of the Map>`.
          stateMachineArn: [machine.arn],
          status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [
        new LambdaFunction(tellRunEnd.live, {
          deadLetterQueue: deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
    tellRunEnd.live.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(deadLetters),
    });
  }
}
