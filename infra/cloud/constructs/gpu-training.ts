import { ArnFormat, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import {
  Action,
  AllocationStrategy,
  EcsEc2ContainerDefinition,
  EcsJobDefinition,
  EcsMachineImageType,
  JobQueue,
  ManagedEc2EcsComputeEnvironment,
  Reason,
} from 'aws-cdk-lib/aws-batch';
import { InstanceType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage, LogDriver } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { interruptedExitCode } from '../../../functions/train-subdomain/job-exit.ts';
import { mostGpuJobsAtOnce } from '../../system.ts';
import { tensorflowImage } from '../bundle/tensorflow-image.ts';
import { acknowledge, wildcardFinding } from './acknowledge.ts';
import { makeLogGroup } from './log-group.ts';
import type { Network } from './network.ts';
import { takerOfRole } from './service-source.ts';
import type { Storage } from './storage.ts';

/** Resources and limits of a GPU job. */
export const gpuSettings = {
  /** One NVIDIA T4 each; the larger type is used if spot capacity of the first is short. */
  instanceTypes: ['g4dn.xlarge', 'g4dn.2xlarge'],
  vcpus: 4,
  memoryMib: 14_000, // of 16 GiB; the agent takes the rest
  attempts: 5,
  timeoutHours: 24,
} as const;

export interface GpuTrainingProps {
  readonly storage: Storage;
  readonly network: Network;
}

/**
 * Training on spot GPUs by AWS Batch, which scales to zero. A job that loses its instance is retried and goes on from its
 * checkpoint; Batch retries first, then the state machine.
 */
export class GpuTraining extends Construct {
  readonly queueArn: string;
  /**
   * Named after the content of its image, so that a run goes on with the code with which it started: a deployment of
   * other code makes a new definition and keeps this one. The ARN has no revision, which means the latest of that name.
   */
  readonly jobDefinitionArn: string;
  /** Pattern of the ARNs of all these definitions, with their revisions. */
  readonly #allJobDefinitions: string;

  constructor(scope: Construct, id: string, { storage, network }: GpuTrainingProps) {
    super(scope, id);
    const environment = new ManagedEc2EcsComputeEnvironment(this, 'Spot', {
      vpc: network.vpc as IVpc,
      vpcSubnets: { subnets: network.isolated ? network.vpc.isolatedSubnets : network.vpc.publicSubnets },
      securityGroups: [network.securityGroup],
      spot: true,
      allocationStrategy: AllocationStrategy.SPOT_PRICE_CAPACITY_OPTIMIZED,
      instanceTypes: gpuSettings.instanceTypes.map((type) => new InstanceType(type)),
      useOptimalInstanceClasses: false,
      minvCpus: 0,
      maxvCpus: gpuSettings.vcpus * mostGpuJobsAtOnce,
      images: [{ imageType: EcsMachineImageType.ECS_AL2023_NVIDIA }],
    });
    acknowledge(environment, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role]':
        'AWS defines what the ECS agent on the instance needs.',
    });
    const queue = new JobQueue(this, 'Queue', {
      computeEnvironments: [{ computeEnvironment: environment, order: 1 }],
    });
    this.queueArn = queue.jobQueueArn;
    const image = new DockerImageAsset(this, 'Image', {
      directory: tensorflowImage(this, 'gpu', 'functions/train-subdomain/job.ts'),
      platform: Platform.LINUX_AMD64,
    });
    const stack = Stack.of(this);
    const nameOfAll = `${stack.stackName}-train-subdomain-`;
    const name = `${nameOfAll}${image.assetHash.slice(0, 16)}`;
    const arnOf = (resourceName: string) =>
      stack.formatArn({ service: 'batch', resource: 'job-definition', resourceName });
    this.jobDefinitionArn = arnOf(name);
    this.#allJobDefinitions = arnOf(`${nameOfAll}*`);
    this.defineJob(name, image, storage);
  }

  private defineJob(name: string, image: DockerImageAsset, storage: Storage): void {
    const jobRole = new Role(this, 'JobRole', { assumedBy: takerOfRole(this, 'ecs-tasks.amazonaws.com') });
    const runs = storage.bucket.arnForObjects('runs/*');
    for (const statement of [
      { actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'], resources: [runs] },
      { actions: ['s3:ListBucket'], resources: [storage.bucket.bucketArn] },
      { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [storage.key.keyArn] },
    ]) {
      jobRole.addToPolicy(new PolicyStatement(statement));
    }
    acknowledge(jobRole, {
      [wildcardFinding(this, runs)]: 'The objects of runs/ are named by their studies.',
    });

    const container = new EcsEc2ContainerDefinition(this, 'Container', {
      image: ContainerImage.fromDockerImageAsset(image),
      cpu: gpuSettings.vcpus,
      memory: Size.mebibytes(gpuSettings.memoryMib),
      gpu: 1,
      jobRole,
      // Pulls the image and opens the log; image and log grant the permissions for that.
      executionRole: new Role(this, 'ExecutionRole', {
        assumedBy: takerOfRole(this, 'ecs-tasks.amazonaws.com'),
      }),
      readonlyRootFilesystem: true,
      environment: { SARCOMERE_BUCKET: storage.bucket.bucketName, AWS_REGION: Stack.of(this).region },
      logging: LogDriver.awsLogs({ streamPrefix: 'train', logGroup: makeLogGroup(this, 'Log') }),
    });
    acknowledge(this, {
      'AwsSolutions-IAM5[Resource::*]':
        'A token for the image registry has no resource: the action can be allowed only on "*".',
    });
    const job = new EcsJobDefinition(this, 'Job', {
      jobDefinitionName: name,
      container,
      timeout: Duration.hours(gpuSettings.timeoutHours),
      retryAttempts: gpuSettings.attempts,
      retryStrategies: [
        { action: Action.RETRY, on: Reason.SPOT_INSTANCE_RECLAIMED },
        { action: Action.RETRY, on: Reason.custom({ onExitCode: String(interruptedExitCode) }) },
        { action: Action.EXIT, on: Reason.custom({ onExitCode: '*' }) },
      ],
    });
    // A new name is a new definition, and CloudFormation keeps the old one.
    job.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }

  /** Allows submitting this job to this queue and following it, as ".sync" does. */
  allowSubmit(role: Role): void {
    const stack = Stack.of(this);
    // https://docs.aws.amazon.com/batch/latest/userguide/iam-example-restrict-job-submission.html
    const definitions = this.#allJobDefinitions;
    role.addToPolicy(
      new PolicyStatement({ actions: ['batch:SubmitJob'], resources: [this.queueArn, definitions] }),
    );
    acknowledge(role, {
      [wildcardFinding(this, definitions)]: 'A run goes on with the definition with which it started.',
    });
    // https://docs.aws.amazon.com/step-functions/latest/dg/batch-iam.html
    const eventRule = stack.formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'StepFunctionsGetEventsForBatchJobsRule',
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        resources: [eventRule],
      }),
    );
    const jobs = stack.formatArn({
      service: 'batch',
      resource: 'job',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    role.addToPolicy(new PolicyStatement({ actions: ['batch:TerminateJob'], resources: [jobs] }));
    role.addToPolicy(new PolicyStatement({ actions: ['batch:DescribeJobs'], resources: ['*'] }));
    acknowledge(role, { [wildcardFinding(this, jobs)]: 'Batch names its jobs itself.' });
  }
}
