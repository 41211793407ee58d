import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { makeLogGroup } from './logs.ts';
import { profiles } from './profile.ts';
import { settingsOf } from './settings-of.ts';

/**
 * The network of what needs one. Isolated, in the clinical profile: subnets without a way out, AWS behind endpoints.
 * Otherwise public subnets for GPU instances, which let nobody in; no NAT gateway, which would cost 33 USD a month
 * while nothing runs.
 */
export class Network extends Construct {
  readonly isolated: boolean;
  readonly vpc: IVpc;
  /** Lets nothing in. */
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { profile, gpu } = settingsOf(this);
    this.isolated = profiles[profile].isolated;
    const cidr = '10.64.0.0/16';
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(cidr),
      maxAzs: 2,
      natGateways: 0,
      restrictDefaultSecurityGroup: false, // it would send a Lambda into the stack; nothing uses that group
      subnetConfiguration: this.isolated
        ? [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 20 }]
        : [{ name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 20 }],
      gatewayEndpoints: { s3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    this.vpc = vpc as IVpc; // the library's types predate exactOptionalPropertyTypes
    vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(makeLogGroup(this, 'Flows')),
    });
    this.securityGroup = new SecurityGroup(this, 'Inside', {
      vpc: this.vpc,
      description: 'Sarcomere: out to AWS over TLS, nobody in',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS over TLS');
    if (!this.isolated) return;

    const endpoints = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'Sarcomere: endpoints of AWS, for what runs inside',
      allowAllOutbound: false,
    });
    endpoints.addIngressRule(this.securityGroup, Port.tcp(443), 'TLS from inside');
    for (const [name, service] of Object.entries({
      ...servicesOfFunctions,
      ...(gpu ? servicesOfJobs : {}),
    })) {
      vpc.addInterfaceEndpoint(name, { service, securityGroups: [endpoints], open: false });
    }
  }

  get forFunctions() {
    return {
      vpc: this.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.securityGroup],
    };
  }
}

const servicesOfFunctions = {
  StepFunctions: InterfaceVpcEndpointAwsService.STEP_FUNCTIONS,
  Kms: InterfaceVpcEndpointAwsService.KMS,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  XRay: InterfaceVpcEndpointAwsService.XRAY,
};

const servicesOfJobs = {
  Ecr: InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Ecs: InterfaceVpcEndpointAwsService.ECS,
  EcsAgent: InterfaceVpcEndpointAwsService.ECS_AGENT,
  EcsTelemetry: InterfaceVpcEndpointAwsService.ECS_TELEMETRY,
};
