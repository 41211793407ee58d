import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type FunctionName, functions } from '../system.ts';
import { bucketAccess, grantBucketAccess, grantRedriveRuns, grantStartRun, grantStopRuns } from './access.ts';
import { Alarms } from './alarms.ts';
import { HttpsApi } from './api.ts';
import { Dashboard } from './dashboard.ts';
import { StepFunction } from './function.ts';
import { GpuTraining } from './gpu-training.ts';
import { functionId } from './names.ts';
import { Network } from './network.ts';
import { profiles } from './profile.ts';
import { RunMetrics } from './run-metrics.ts';
import type { Settings } from './settings.ts';
import type { WithSettings } from './settings-of.ts';
import { StudyRunMachine } from './state-machine.ts';
import { Storage } from './storage.ts';
import { UploadRule } from './upload-rule.ts';
import { Watchdog } from './watchdog.ts';

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
    for (const [name, step] of Object.entries(steps)) {
      grantBucketAccess(step, storage, bucketAccess[name as FunctionName]);
    }
    if (gpu) steps['prepare-study'].lambda.addEnvironment('SARCOMERE_GPU', 'true');

    const machine = new StudyRunMachine(this, 'StudyRun', { steps, storage, gpu });
    grantStartRun(steps['start-run'], machine);
    grantRedriveRuns(steps['serve-api'], machine);
    grantStopRuns(steps['stop-stalled'], machine);

    const { deadLetters } = new UploadRule(this, 'UploadRule', { storage, startRun: steps['start-run'] });
    new Watchdog(this, 'Watchdog', { stopStalled: steps['stop-stalled'], deadLetters });
    const api = new HttpsApi(this, 'Api', { serveApi: steps['serve-api'] });

    const runMetrics = new RunMetrics(this, 'RunMetrics', machine.log);
    const watched = { steps, machine, runMetrics, api, deadLetters, storage };
    const alarms = new Alarms(this, 'Alarms', watched);
    new Dashboard(this, 'Dashboard', { ...watched, alarms });

    this.output('BucketName', storage.bucket.bucketName, 'Upload studies here');
    this.output('StateMachineArn', machine.arn, 'Runs are its executions');
    this.output('ApiUrl', api.url, 'HTTPS API');
    const { dnsTarget, identity } = api;
    if (dnsTarget) {
      this.output('DnsTarget', dnsTarget.name, 'The DNS record of the API (CNAME, or alias) must lead here');
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
      this.output('UserPoolId', identity.userPoolId, 'People are invited into it');
      this.output('SignInUrl', identity.signInUrl, 'People sign in and machines get tokens here');
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
