import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  Code,
  Handler,
  type IFunction,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type FunctionName, functions, reservedConcurrency, touchesStudies } from '../../system.ts';
import { bundledCode } from '../bundle/bundle.ts';
import { runtime } from '../bundle/runtime.ts';
import { tensorflowImage } from '../bundle/tensorflow-image.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { acknowledge } from './acknowledge.ts';
import { makeLogGroup } from './log-group.ts';
import type { Network } from './network.ts';
import type { Storage } from './storage.ts';

export interface StepFunctionProps {
  readonly name: FunctionName;
  readonly storage: Storage;
  /** Network of functions that touch studies, in the clinical profile. */
  readonly network?: Network | undefined;
}

/** Actions by which Lambda connects a function to a network, with the function's role. */
const networkActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
] as const;

/**
 * One step as a Lambda function, with the settings of infra/system.ts and a role that can log and trace. Each deployment
 * that changes the function publishes a version. A run calls the versions in its definition until its end, even after a
 * redrive, so earlier versions are kept. Callers outside a run use the latest version, by an alias.
 */
export class StepFunction extends Construct {
  readonly name: FunctionName;
  readonly lambda: LambdaFunction;
  readonly role: Role;
  #live?: IFunction;

  constructor(scope: Construct, id: string, { name, storage, network }: StepFunctionProps) {
    super(scope, id);
    this.name = name;
    const { purpose, memoryMb, timeoutS } = functions[name];
    const reserved = (reservedConcurrency as Partial<Record<FunctionName, number>>)[name];

    const closedNetwork = network?.isolated && touchesStudies(name) ? network : undefined;

    const logGroup = makeLogGroup(this, 'Log');
    // Lambda's managed policy would allow writing into every log group of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    if (closedNetwork) {
      this.role.addToPolicy(new PolicyStatement({ actions: [...networkActions], resources: ['*'] }));
    }
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray segments can be put only to "*", and network interfaces of Lambda have no names beforehand.',
    });

    this.lambda = new LambdaFunction(this, 'Function', {
      description: `Sarcomere ${name}: ${purpose}`,
      ...this.code(),
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutS),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
      ...closedNetwork?.forFunctions,
      ...(touchesStudies(name) ? { environment: { SARCOMERE_BUCKET: storage.bucket.bucketName } } : {}),
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    });
  }

  /** The version with the code and settings of this deployment; it never changes. */
  get version(): IVersion {
    return this.lambda.currentVersion as IVersion; // the library's types predate exactOptionalPropertyTypes
  }

  /** The version that was deployed last. */
  get live(): IFunction {
    this.#live ??= new Alias(this, 'Live', { aliasName: 'live', version: this.version }) as IFunction;
    return this.#live;
  }

  /** A zip on arm64; with TensorFlow's native library, which exists for x86 only, a container image. */
  private code() {
    const isNative = this.name === 'train-subdomain' && settingsOf(this).nativeTraining;
    if (!isNative) {
      const code = bundledCode(this, this.name);
      return { code, handler: 'handler.handler', runtime, architecture: Architecture.ARM_64 };
    }
    const folder = tensorflowImage(this, 'cpu', functions[this.name].entry);
    return {
      code: Code.fromAssetImage(folder, { platform: Platform.LINUX_AMD64 }),
      handler: Handler.FROM_IMAGE,
      runtime: Runtime.FROM_IMAGE,
      architecture: Architecture.X86_64,
    };
  }
}
