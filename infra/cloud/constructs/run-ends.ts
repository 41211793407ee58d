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
 * Reports every end of a run: published and rejected runs to the topic of runs, failed runs to that of alarms. Runs that
 * were cancelled or superseded ended as intended and are not reported. The events come from Step Functions and not from
 * its log, which has no guarantee of delivery. The log counts failures as well (run-metrics.ts), so that a failed run is
 * missed only if both are. An end that cannot be reported becomes a dead letter.
 */
export class RunEnds extends Construct {
  constructor(scope: Construct, id: string, { machine, tellRunEnd, notices, deadLetters }: RunEndsProps) {
    super(scope, id);
    notices.allowFunction(tellRunEnd, {
      SARCOMERE_RUNS_TOPIC_ARN: notices.runs,
      SARCOMERE_ALARMS_TOPIC_ARN: notices.alarms,
    });
    new Rule(this, 'Rule', {
      description: 'A run has ended: report how',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          // An exact match: the children of a Distributed Map are executions of `<this ARN>/<label of the Map>`.
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
