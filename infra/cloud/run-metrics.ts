import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

const namespace = 'Sarcomere';

/**
 * How runs end. Step Functions counts a rejected study and a failure of ours alike as failed, so both are counted
 * from the log of the state machine, by the state in which they end.
 */
export class RunMetrics extends Construct {
  readonly failed: Metric;
  readonly rejected: Metric;

  constructor(scope: Construct, id: string, log: LogGroup) {
    super(scope, id);
    this.failed = this.endingsIn('RunsFailed', log, ['Failed', 'FailedWithoutCause']);
    this.rejected = this.endingsIn('RunsRejected', log, ['Rejected']);
  }

  private endingsIn(metricName: string, logGroup: LogGroup, states: readonly string[]): Metric {
    const isOne = states.map((state) => FilterPattern.stringValue('$.details.name', '=', state));
    new MetricFilter(this, metricName, {
      logGroup,
      metricNamespace: namespace,
      metricName,
      metricValue: '1',
      defaultValue: 0,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.type', '=', 'FailStateEntered'),
        isOne.length === 1 ? isOne[0]! : FilterPattern.any(...isOne),
      ),
    });
    return new Metric({ namespace, metricName, statistic: 'Sum', period: Duration.minutes(5) });
  }
}
