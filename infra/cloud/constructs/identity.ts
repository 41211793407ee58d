import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { scopes, signInCallback } from '../../system.ts';
import { settingsOf } from '../settings/settings-of.ts';

/**
 * Accounts of a lab: people, who are invited and sign in with a second factor, and machines, which hold a secret.
 * Both get tokens that are valid for an hour and list the rights of their holder.
 */
export class Identity extends Construct {
  readonly issuer: string;
  readonly userPoolId: string;
  readonly peopleClientId: string;
  readonly machinesClientId: string;
  /** The address at which people sign in and machines get tokens. */
  readonly signInUrl: string;

  /** Audience of the tokens: Cognito names the client. */
  get audience(): readonly string[] {
    return [this.peopleClientId, this.machinesClientId];
  }

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      // No deletion protection, since CloudFormation could then not roll back a failed first deployment. This policy and
      // "npm run deploy" keep the pool until somebody deletes it by hand.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const apiScopes = Object.entries(scopes).map(
      ([scopeName, scopeDescription]) => new ResourceServerScope({ scopeName, scopeDescription }),
    );
    const server = pool.addResourceServer('Api', { identifier: 'sarcomere', scopes: apiScopes });
    const allowed = apiScopes.map((apiScope) => OAuthScope.resourceServer(server, apiScope));
    const shared = {
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    };
    const people = new UserPoolClient(this, 'People', {
      userPool: pool,
      ...shared,
      generateSecret: false,
      refreshTokenValidity: Duration.days(1),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, ...allowed],
        callbackUrls: [signInCallback],
      },
    });
    const machines = new UserPoolClient(this, 'Machines', {
      userPool: pool,
      ...shared,
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: allowed },
    });
    const { account, region } = Stack.of(this);
    const { stage } = settingsOf(this);
    // The prefix must be unique among all accounts of the region.
    const domainPrefix = ['sarcomere', ...(stage === undefined ? [] : [stage]), account].join('-');
    const domain = pool.addDomain('SignIn', { cognitoDomain: { domainPrefix } });
    this.issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.userPoolId}`;
    this.userPoolId = pool.userPoolId;
    this.peopleClientId = people.userPoolClientId;
    this.machinesClientId = machines.userPoolClientId;
    this.signInUrl = domain.baseUrl();
  }
}
