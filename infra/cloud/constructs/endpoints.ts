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

/** What an endpoint lets through, from this account alone. */
interface Passage {
  readonly actions: string[];
  readonly resources: string[];
}

/**
 * Ways from the network to services of AWS: S3, which costs nothing, and in the closed network what functions and GPU
 * jobs call besides, each by an interface that is paid for by the hour. A function's log, its trace and the keys by which
 * S3 encrypts do not go through the network: Lambda and S3 see to them outside of it.
 *
 * In the closed network each endpoint lets through what this account asks of its own resources. Whoever brings credentials of another account
 * into the network can carry nothing out by them.
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
    // AWS documents policies for the endpoint of ECS, and not for these two of its agent's connections. An endpoint that
    // takes none is refused with one, and the stack with it.
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
   * Layers of images lie in a bucket of ECR, and are read by addresses that ECR has signed.
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
