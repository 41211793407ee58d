import {
  FlowLogDestination,
  IpAddresses,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { profiles } from '../settings/profile.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { makeLogGroup } from './log-group.ts';
import { takerOfRole } from './service-source.ts';

/**
 * The network of functions in the clinical profile and of GPU instances. In the clinical profile it is isolated: its
 * subnets have no way out, and services of AWS are reached by endpoints (endpoints.ts). Otherwise it has public subnets
 * that accept no connections. There is no NAT gateway, which would cost 33 USD a month even if nothing runs.
 */
export class Network extends Construct {
  readonly isolated: boolean;
  readonly vpc: Vpc;
  /** Accepts no connections from outside. */
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { profile, zones } = settingsOf(this);
    this.isolated = profiles[profile].isolated;
    const cidr = '10.64.0.0/16';
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(cidr),
      // The names are not checked here: a look-up would need an account while the template is made.
      ...(zones === undefined ? { maxAzs: 2 } : { availabilityZones: [...zones] }),
      natGateways: 0,
      restrictDefaultSecurityGroup: false, // it would add a Lambda to the stack; nothing uses that group
      subnetConfiguration: this.isolated
        ? [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 20 }]
        : [{ name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 20 }],
    });
    this.vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(
        makeLogGroup(this, 'Flows'),
        new Role(this, 'FlowsRole', { assumedBy: takerOfRole(this, 'vpc-flow-logs.amazonaws.com') }),
      ),
    });
    this.securityGroup = new SecurityGroup(this, 'Inside', {
      vpc: this.vpc as IVpc, // the library's types predate exactOptionalPropertyTypes
      description: 'Sarcomere: out to AWS over TLS, nobody in',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS over TLS');
  }

  get forFunctions() {
    return {
      vpc: this.vpc as IVpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.securityGroup],
    };
  }
}
