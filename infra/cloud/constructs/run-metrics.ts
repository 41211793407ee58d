import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type JsonPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StopError } from '../../../layers/run/records/index.ts';

/**
 * How runs end. Step Functions counts a rejected study and a failure of ours alike as failed. Two numbers, one taken
 * from the other, would give a false alarm whenever they fall into different five minutes; so each is counted by one
 * event in the log of the state machine: its last, which names the error, also where execution data are not logged.
 */
export class RunMetrics extends Construct {
  readonly failed: Metric;
  readonly rejected: Metric;
  /** Stopped, but neither cancelled by a caller nor superseded by a newer upload: by the watchdog, or by hand. */
  readonly stopped: Metric;

  constructor(scope: Construct, id: string, log: LogGroup) {
    super(scope, id);
    const error = '$.details.error';
    // A failure that does not say its error is ours.
    const isOurs = FilterPattern.any(
      FilterPattern.notExists(error),
      FilterPattern.stringValue(error, '!=', studyAtFault),
    );
    this.failed = this.runsThatEnd('RunsFailed', log, 'ExecutionFailed', isOurs);
    this.rejected = this.runsThatEnd(
      'RunsRejected',
      log,
      'ExecutionFailed',
      FilterPattern.stringValue(error, '=', studyAtFault),
    );
    const isMeant = meantToStop.map((name) => FilterPattern.stringValue(error, '!=', name));
    this.stopped = this.runsThatEnd(
      'RunsStopped',
      log,
      'ExecutionAborted',
      FilterPattern.any(FilterPattern.notExists(error), FilterPattern.all(...isMeant)),
    );
  }

  private runsThatEnd(metricName: string, logGroup: LogGroup, type: string, why: JsonPattern): Metric {
    // Metrics have no stack: the runs of another stage would count as ours.
    const namespace = Stack.of(this).stackName;
    new MetricFilter(this, metricName, {
      logGroup,
      metricNamespace: namespace,
      metricName,
      metricValue: '1',
      defaultValue: 0,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.type', '=', type),
        // Children of a Distributed Map log here, too: `…:execution:<machine>/<label of the Map>:<child>`.
        FilterPattern.stringValue('$.execution_arn', '!=', '*/*'),
        why,
      ),
    });
    return new Metric({ namespace, metricName, statistic: 'Sum', period: Duration.minutes(5) });
  }
}

/** `Error` of the state `Rejected`. */
const studyAtFault = 'StudyRejected';
/** Errors with which Sarcomere stops a run because somebody wants that: `StopError` of the storage layer. */
const meantToStop: readonly StopError[] = ['Cancelled', 'Superseded'];
