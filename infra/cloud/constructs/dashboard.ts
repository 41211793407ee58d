import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarms, AlarmsProps } from './alarms.ts';
import type { Storage } from './storage.ts';

/** One page: alarms, ends and durations of runs, requests to the API, and the causes of cost. */
export class Dashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: AlarmsProps & { readonly alarms: Alarms; readonly storage: Storage },
  ) {
    super(scope, id);
    const { steps, machine, runMetrics, api, storage, alarms } = props;
    const functions = Object.entries(steps);
    const ofApi = (metricName: string, statistic: string) =>
      new Metric({
        namespace: 'AWS/ApiGateway',
        metricName,
        dimensionsMap: { ApiId: api.apiId },
        statistic,
        period: Duration.minutes(5),
      });
    const rows: IWidget[][] = [
      [new AlarmStatusWidget({ title: 'Alarms', width: 24, alarms: [...alarms.alarms] })],
      [
        graph('Runs', [
          machine.metric('ExecutionsStarted'),
          machine.metric('ExecutionsSucceeded'),
          runMetrics.rejected,
          runMetrics.failed,
          machine.metric('ExecutionsTimedOut'),
          machine.metric('ExecutionsAborted'), // cancelled and superseded runs included
        ]),
        graph('Duration of runs, ms', [
          machine.metric('ExecutionTime', 'Average'),
          machine.metric('ExecutionTime', 'Maximum'),
        ]),
      ],
      [
        graph('Requests', [ofApi('Count', 'Sum'), ofApi('4xx', 'Sum'), ofApi('5xx', 'Sum')]),
        graph('Latency of the API, ms', [ofApi('Latency', 'p50'), ofApi('Latency', 'p99')]),
      ],
      [
        graph(
          'Errors of functions',
          functions.map(([label, { lambda }]) => lambda.metricErrors({ label })),
        ),
        graph(
          'Cost: function time, ms',
          functions.map(([label, { lambda }]) => lambda.metricDuration({ label, statistic: 'Sum' })),
        ),
      ],
      [
        graph('Cost: concurrent executions', [
          new Metric({ namespace: 'AWS/Lambda', metricName: 'ConcurrentExecutions', statistic: 'Maximum' }),
        ]),
        graph('Cost: bytes in the bucket', [
          new Metric({
            namespace: 'AWS/S3',
            metricName: 'BucketSizeBytes',
            dimensionsMap: { BucketName: storage.bucket.bucketName, StorageType: 'StandardStorage' },
            statistic: 'Average',
            period: Duration.days(1),
          }),
        ]),
      ],
    ];
    new CloudWatchDashboard(this, 'Dashboard', { widgets: rows, defaultInterval: Duration.days(7) });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12 });
}
