import type { Settings } from '../../../infra/cloud/settings/settings.ts';
import { prices } from '../../../layers/run/cost/index.ts';
import { hoursAMonth } from './cost-table.ts';

/** The resources of a template, by their logical ids. */
export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;

/** The stacks whose idle cost docs/cost.md compares. */
export const idleStacks: Readonly<Record<string, Partial<Settings>>> = {
  standard: {},
  'standard, GPU': { gpu: true },
  clinical: { profile: 'clinical' },
  'clinical, GPU': { profile: 'clinical', gpu: true },
};

/** Resources that are paid by the month or hour, used or not, each with its count. */
const paidWhileIdle = [
  {
    what: 'keys',
    type: 'AWS::KMS::Key',
    count: () => 1,
    usd: prices.kmsKeyMonth,
  },
  {
    what: 'metrics that alarms look at',
    type: 'AWS::CloudWatch::Alarm',
    count: ({ Metrics }: { Metrics?: readonly { MetricStat?: object }[] }) =>
      Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1,
    usd: prices.alarmMetricMonth,
  },
  {
    what: 'dashboards',
    type: 'AWS::CloudWatch::Dashboard',
    count: () => 1,
    usd: prices.dashboardMonth,
  },
  {
    what: 'interface endpoints, in each zone',
    type: 'AWS::EC2::VPCEndpoint',
    count: ({
      VpcEndpointType,
      SubnetIds = [],
    }: {
      VpcEndpointType?: string;
      SubnetIds?: readonly object[];
    }) => (VpcEndpointType === 'Interface' ? SubnetIds.length : 0),
    usd: prices.interfaceEndpointHour * hoursAMonth,
  },
] as const;

/** Services that are paid only by use: requests, bytes, sign-ins, running instances. */
const paidByUse =
  /^AWS::(ApiGatewayV2|Batch|Budgets|CDK|Cognito|Events|IAM|Lambda|Logs|S3|SNS|SQS|StepFunctions)::/;
/** Resources of EC2 that are not paid by the hour. */
const freeOfEc2 =
  /^AWS::EC2::(VPC|Subnet|Route|RouteTable|SubnetRouteTableAssociation|InternetGateway|VPCGatewayAttachment|SecurityGroup|SecurityGroupIngress|SecurityGroupEgress|FlowLog|LaunchTemplate)$/;

export interface IdleCost {
  readonly what: string;
  readonly count: number;
  readonly usdAMonth: number;
}

/** @throws Error if the cost of a resource is not listed here */
export function idleCosts(resources: Resources): IdleCost[] {
  const all = Object.values(resources);
  for (const { Type } of all) {
    const isKnown =
      paidWhileIdle.some(({ type }) => type === Type) || paidByUse.test(Type) || freeOfEc2.test(Type);
    if (!isKnown)
      throw new Error(`say in bench/speed/cost/idle-cost.ts what ${Type} costs while nothing runs`);
  }
  return paidWhileIdle.map(({ what, type, count, usd }) => {
    const those = all.filter(({ Type }) => Type === type);
    const sum = those.reduce((total, { Properties = {} }) => total + count(Properties), 0);
    return { what, count: sum, usdAMonth: sum * usd };
  });
}

/** USD a month for each of the stacks, as Markdown. */
export function idleTable(resourcesOf: (chosen: Partial<Settings>) => Resources): string {
  const names = Object.keys(idleStacks);
  const costs = Object.values(idleStacks).map((chosen) => idleCosts(resourcesOf(chosen)));
  const rows = paidWhileIdle.map(({ what }, at) => {
    const cells = costs
      .map((of) => of[at]!)
      .map(({ count, usdAMonth }) => (count === 0 ? '0' : `${usdAMonth.toFixed(2)} (${count})`));
    return `| ${[what, ...cells].join(' | ')} |`;
  });
  const sums = costs.map((of) => of.reduce((sum, { usdAMonth }) => sum + usdAMonth, 0).toFixed(2));
  return [
    `| USD a month, and how many | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---|').join('')}`,
    ...rows,
    `| **together** | ${sums.map((sum) => `**${sum}**`).join(' | ')} |`,
  ].join('\n');
}
