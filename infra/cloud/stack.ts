import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type FunctionName, functions } from '../system.ts';
import { bucketAccess, grantBucketAccess, grantExecutions, grantStartRun } from './access.ts';
import { HttpsApi } from './api.ts';
import { StepFunction } from './function.ts';
import { functionId } from './names.ts';
import { StudyRunMachine } from './state-machine.ts';
import { Storage } from './storage.ts';
import { UploadRule } from './upload-rule.ts';

/** Sarcomere in one account and region: an upload starts a run, a run publishes a model, the API serves it. */
export class SarcomereStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Sarcomere: EMG in, joint angle and muscle forces out', ...props });

    const storage = new Storage(this, 'Storage');
    const steps = mapFunctions((name) => new StepFunction(this, functionId(name), { name, storage }));
    for (const [name, step] of Object.entries(steps)) {
      grantBucketAccess(step, storage, bucketAccess[name as FunctionName]);
    }

    const machine = new StudyRunMachine(this, 'StudyRun', { steps, storage });
    grantStartRun(steps['start-run'], machine);
    grantExecutions(steps['serve-api'], machine);

    new UploadRule(this, 'UploadRule', { storage, startRun: steps['start-run'] });
    const api = new HttpsApi(this, 'Api', { serveApi: steps['serve-api'] });

    new CfnOutput(this, 'BucketName', {
      value: storage.bucket.bucketName,
      description: 'Upload studies here',
    });
    new CfnOutput(this, 'StateMachineArn', { value: machine.arn, description: 'Runs are its executions' });
    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'HTTPS API, signed with IAM credentials' });
  }
}

function mapFunctions(make: (name: FunctionName) => StepFunction): Record<FunctionName, StepFunction> {
  const names = Object.keys(functions) as FunctionName[];
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<FunctionName, StepFunction>;
}
