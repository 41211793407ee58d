import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type FunctionName, functions } from '../system.ts';
import { acknowledge } from './acknowledge.ts';
import { bundledCode } from './bundle.ts';
import { makeLogGroup } from './logs.ts';
import { runtime } from './runtime.ts';
import type { Storage } from './storage.ts';

export interface StepFunctionProps {
  readonly name: FunctionName;
  readonly storage: Storage;
}

/** One step as a Lambda function, with the settings of infra/system.ts and a role that can log and trace. */
export class StepFunction extends Construct {
  readonly name: FunctionName;
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, { name, storage }: StepFunctionProps) {
    super(scope, id);
    this.name = name;
    const { purpose, memoryMb, timeoutS } = functions[name];

    const logGroup = makeLogGroup(this, 'Log');
    // Lambda's managed policy would let a function write into every log group of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resources: segments can be put only to "*".',
    });

    this.lambda = new LambdaFunction(this, 'Function', {
      description: `Sarcomere ${name}: ${purpose}`,
      code: bundledCode(this, name),
      handler: 'handler.handler',
      runtime,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutS),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environment: { SARCOMERE_BUCKET: storage.bucket.bucketName },
    });
  }
}
