import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { aggregationEnv, type FunctionName, functions, installation, touchesStudies } from '../system.ts';
import {
  bucketAccess,
  grantBucketAccess,
  grantDescribe,
  grantRedriveRuns,
  grantStartRun,
  grantStopRuns,
} from './constructs/access.ts';
import { Alarms } from './constructs/alarms.ts';
import { HttpsApi } from './constructs/api.ts';
import { Dashboard } from './constructs/dashboard.ts';
import { Endpoints } from './constructs/endpoints.ts';
import { StepFunction } from './constructs/function.ts';
import { functionId } from './constructs/function-id.ts';
import { GpuTraining } from './constructs/gpu-training.ts';
import { Network } from './constructs/network.ts';
import { Notices } from './constructs/notices.ts';
import { RunEnds } from './constructs/run-ends.ts';
import { RunMetrics } from './constructs/run-metrics.ts';
import { SpendLimit } from './constructs/spend-limit.ts';
import { StudyRunMachine } from './constructs/state-machine.ts';
import { Storage } from './constructs/storage.ts';
import { UploadRule } from './constructs/upload-rule.ts';
import { Watchdog } from './constructs/watchdog.ts';
import { profiles } from './settings/profile.ts';
import type { Settings } from './settings/settings.ts';
import type { WithSettings } from './settings/settings-of.ts';

/** Sarcomere in one account and region: an upload starts a run, a run publishes a model, the API serves it. */
export class SarcomereStack extends Stack implements WithSettings {
  readonly settings: Settings;

  constructor(scope: Construct, id: string, { settings, ...props }: StackProps & WithSettings) {
    super(scope, id, { description: 'Sarcomere: EMG in, joint angle and muscle forces out', ...props });
    this.settings = settings;

    const storage = new Storage(this, 'Storage');
    const needsNetwork = settings.gpu || profiles[settings.profile].isolated;
    const network = needsNetwork ? new Network(this, 'Network') : undefined;
    const gpu = settings.gpu
      ? new GpuTraining(this, 'GpuTraining', { storage, network: network! })
      : undefined;
    const steps = mapFunctions(
      (name) => new StepFunction(this, functionId(name), { name, storage, network }),
    );
    for (const step of Object.values(steps)) {
      if (touchesStudies(step.name)) grantBucketAccess(step, storage, bucketAccess[step.name]);
    }
    for (const [name, value] of Object.entries(aggregationEnv))
      steps['prepare-study'].lambda.addEnvironment(name, value);
    if (gpu) steps['prepare-study'].lambda.addEnvironment('SARCOMERE_GPU', 'true');
    const budget = { usd: settings.runBudgetUsd, installation };
    steps['prepare-study'].lambda.addEnvironment('SARCOMERE_RUN_BUDGET', JSON.stringify(budget));

    const machine = new StudyRunMachine(this, 'StudyRun', { steps, storage, gpu });
    grantStartRun(steps['start-run'], machine);
    grantRedriveRuns(steps['serve-api'], machine);
    grantStopRuns(steps['stop-stalled'], machine);
    grantDescribe(steps['tell-run-end'], machine);
    if (network) new Endpoints(this, 'Endpoints', { network, storage, machine });

    const notices = new Notices(this, 'Notices');
    const uploadRule = new UploadRule(this, 'UploadRule', { storage, startRun: steps['start-run'] });
    const { deadLetters } = uploadRule;
    new RunEnds(this, 'RunEnds', { machine, tellRunEnd: steps['tell-run-end'], notices, deadLetters });
    new SpendLimit(this, 'SpendLimit', {
      notices,
      uploadRule,
      switchOffUploads: steps['switch-off-uploads'],
    });
    new Watchdog(this, 'Watchdog', { stopStalled: steps['stop-stalled'], deadLetters });
    const api = new HttpsApi(this, 'Api', { serveApi: steps['serve-api'] });

    const runMetrics = new RunMetrics(this, 'RunMetrics', machine.log);
    const watched = { steps, machine, runMetrics, api, deadLetters, notices };
    const alarms = new Alarms(this, 'Alarms', watched);
    new Dashboard(this, 'Dashboard', { ...watched, alarms, storage });

    this.output('BucketName', storage.bucket.bucketName, 'Upload studies here');
    this.output('StateMachineArn', machine.arn, 'State machine; each execution is a run');
    this.output('ApiUrl', api.url, 'HTTPS API');
    this.output('AlarmsTopicArn', notices.alarms.topicArn, 'Topic of alarms, for further subscribers');
    this.output(
      'RunsTopicArn',
      notices.runs.topicArn,
      'Topic of published and rejected runs, for further subscribers',
    );
    const { dnsTarget, identity } = api;
    if (dnsTarget) {
      this.output('DnsTarget', dnsTarget.name, 'Target of the DNS record of the API (CNAME or alias)');
      this.output(
        'DnsTargetZone',
        dnsTarget.hostedZoneId,
        'Hosted zone of DnsTarget, for an alias in Route 53',
      );
    }
    if (identity) {
      this.output('Issuer', identity.issuer, 'SARCOMERE_ISSUER of "sarcomere token"');
      this.output('PeopleClientId', identity.peopleClientId, 'SARCOMERE_CLIENT_ID of people');
      this.output('MachinesClientId', identity.machinesClientId, 'SARCOMERE_CLIENT_ID of machines');
      this.output('UserPoolId', identity.userPoolId, 'User pool into which people are invited');
      this.output('SignInUrl', identity.signInUrl, 'Address where people sign in and machines get tokens');
    }
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

function mapFunctions(make: (name: FunctionName) => StepFunction): Record<FunctionName, StepFunction> {
  const names = Object.keys(functions) as FunctionName[];
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<FunctionName, StepFunction>;
}
