import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type JsonPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StopError } from '../../../layers/run/records/index.ts';

/**
 * Counts how runs end. Step Functions counts a rejected study as failed, like an error on our side. Subtracting one
 * metric from another would give false alarms if the two fall into different intervals of five minutes. So each end is
 * counted by one event in the log of the state machine: the last, which names the error even without execution data.
 */
export class RunMetrics extends Construct {
  readonly failed: Metric;
  readonly rejected: Metric;
  /** Stopped by the watchdog or by hand; cancelled and superseded runs do not count. */
  readonly stopped: Metric;

  constructor(scope: Construct, id: string, log: LogGroup) {
    super(scope, id);
    const error = '$.details.error';
    // A failure without a named error is ours.
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
    // The stack is part of the name: metrics are shared by all stages of the account.
    const namespace = Stack.of(this).stackName;
    new MetricFilter(this, metricName, {
      logGroup,
      metricNamespace: namespace,
      metricName,
      metricValue: '1',
      defaultValue: 0,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.type', '=', type),
        // Children of a Distributed Map log here as well: `…:execution:<machine>/<label of the Map>:<child>`.
        FilterPattern.stringValue('$.execution_arn', '!=', '*/*'),
        why,
      ),
    });
    return new Metric({ namespace, metricName, statistic: 'Sum', period: Duration.minutes(5) });
  }
}

/** `Error` of the state `Rejected`. */
const studyAtFault = 'StudyRejected';
/** Errors of runs that were stopped on purpose. */
const meantToStop: readonly StopError[] = ['Cancelled', 'Superseded'];
