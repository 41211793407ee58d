import { Stack } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  Port,
  SecurityGroup,
  type VpcEndpoint,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { settingsOf } from '../settings/settings-of.ts';
import type { Network } from './network.ts';
import type { StudyRunMachine } from './state-machine.ts';
import type { Storage } from './storage.ts';

export interface EndpointsProps {
  readonly network: Network;
  readonly storage: Storage;
  readonly machine: StudyRunMachine;
}

/** Requests that an endpoint lets through, from this account alone. */
interface Passage {
  readonly actions: string[];
  readonly resources: string[];
}

/**
 * Endpoints of the network for services of AWS: S3, which is free, and in the closed network the other services that
 * functions and GPU jobs call, each through an interface that is paid by the hour. Logs, traces and encryption keys of S3
 * need no endpoint: Lambda and S3 handle them outside the network.
 *
 * In the closed network each endpoint lets through only requests of this account for its own resources. Credentials of
 * another account cannot be used to carry data out.
 */
export class Endpoints extends Construct {
  constructor(scope: Construct, id: string, { network, storage, machine }: EndpointsProps) {
    super(scope, id);
    const { gpu } = settingsOf(this);
    const s3 = network.vpc.addGatewayEndpoint('s3', { service: GatewayVpcEndpointAwsService.S3 });
    if (!network.isolated) return;
    this.letThrough(s3, objectsOf(storage), { 'aws:ResourceAccount': Stack.of(this).account });
    if (gpu) s3.addToPolicy(this.imageLayers());

    const group = new SecurityGroup(this, 'Group', {
      vpc: network.vpc as IVpc,
      description: 'Sarcomere: endpoints of AWS, for what runs inside',
      allowAllOutbound: false,
    });
    group.addIngressRule(network.securityGroup, Port.tcp(443), 'TLS from inside');
    const open = (name: string, service: InterfaceVpcEndpointAwsService, passage?: Passage) => {
      const endpoint = network.vpc.addInterfaceEndpoint(name, {
        service,
        securityGroups: [group],
        open: false,
      });
      if (passage) this.letThrough(endpoint, passage);
    };

    open('StepFunctions', InterfaceVpcEndpointAwsService.STEP_FUNCTIONS, executionsOf(machine));
    if (!gpu) return;
    open('Logs', InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, this.logsOfJobs());
    open('Ecr', InterfaceVpcEndpointAwsService.ECR, this.images());
    open('EcrDocker', InterfaceVpcEndpointAwsService.ECR_DOCKER, this.images());
    open('Ecs', InterfaceVpcEndpointAwsService.ECS, agentOfEcs);
    // AWS documents no policies for these two endpoints of the ECS agent, and an endpoint without support for policies
    // fails the whole stack if it has one.
    open('EcsAgent', InterfaceVpcEndpointAwsService.ECS_AGENT);
    open('EcsTelemetry', InterfaceVpcEndpointAwsService.ECS_TELEMETRY);
  }

  private letThrough(
    endpoint: VpcEndpoint,
    passage: Passage,
    more: Readonly<Record<string, string>> = {},
  ): void {
    const { account } = Stack.of(this);
    endpoint.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        ...passage,
        conditions: { StringEquals: { 'aws:PrincipalAccount': account, ...more } },
      }),
    );
  }

  /**
   * The layers of images are in a bucket of ECR and are read through addresses that ECR has signed.
   * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
   */
  private imageLayers(): PolicyStatement {
    const { partition, region } = Stack.of(this);
    return new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: ['s3:GetObject'],
      resources: [`arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`],
    });
  }

  private images(): Passage {
    return {
      actions: [
        'ecr:GetAuthorizationToken',
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
      ],
      resources: ['*'], // a token has no resource
    };
  }

  private logsOfJobs(): Passage {
    const groups = Stack.of(this).formatArn({ service: 'logs', resource: '*' });
    return { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [groups] };
  }
}

function objectsOf({ bucket }: Storage): Passage {
  return {
    actions: [
      's3:GetObject',
      's3:PutObject',
      's3:AbortMultipartUpload',
      's3:ListBucket',
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:ListBucketVersions',
    ],
    resources: [bucket.bucketArn, bucket.arnForObjects('*')],
  };
}

function executionsOf({ arn, executionsArn }: StudyRunMachine): Passage {
  return {
    actions: [
      'states:DescribeExecution',
      'states:ListExecutions',
      'states:RedriveExecution',
      'states:StartExecution',
      'states:StopExecution',
    ],
    resources: [arn, executionsArn],
  };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html */
const agentOfEcs: Passage = {
  actions: [
    'ecs:CreateCluster',
    'ecs:DeregisterContainerInstance',
    'ecs:DiscoverPollEndpoint',
    'ecs:Poll',
    'ecs:RegisterContainerInstance',
    'ecs:StartTelemetrySession',
    'ecs:SubmitAttachmentStateChanges',
    'ecs:SubmitContainerStateChange',
    'ecs:SubmitTaskStateChange',
    'ecs:UpdateContainerInstancesState',
  ],
  resources: ['*'],
};
