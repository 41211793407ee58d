import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnRoute,
  type CfnStage,
  DomainName,
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import { routes, scopeName } from '../../system.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { acknowledge } from './acknowledge.ts';
import type { StepFunction } from './function.ts';
import { Identity } from './identity.ts';
import { makeLogGroup } from './log-group.ts';

/** Requests a second, over all callers. A prediction takes milliseconds, so this is far above a lab's need. */
export const throttle = { rateLimit: 50, burstLimit: 100 } as const;

/** The same for a route without a token: anybody may call the route, so its limit must leave requests for the others. */
export const publicThrottle = { rateLimit: 5, burstLimit: 10 } as const;

export interface HttpsApiProps {
  readonly serveApi: StepFunction;
}

/**
 * The HTTPS API with the routes of infra/system.ts. Only the health route is public, and CORS is closed. Callers send a
 * JWT with the scope of the route, from a user pool made here or from a given issuer, or sign with AWS credentials.
 */
export class HttpsApi extends Construct {
  readonly url: string;
  readonly apiId: string;
  /** Target of the DNS record, if the API has a domain name of its own. */
  readonly dnsTarget?: { readonly name: string; readonly hostedZoneId: string };
  /** The user pool, if one is made. */
  readonly identity?: Identity;

  constructor(scope: Construct, id: string, { serveApi }: HttpsApiProps) {
    super(scope, id);
    const { auth, domain } = settingsOf(this);
    if (auth.kind === 'cognito') this.identity = new Identity(this, 'Identity');

    const api = new HttpApi(this, 'HttpApi', {
      description: 'Sarcomere, version 1',
      createDefaultStage: false,
      disableExecuteApiEndpoint: domain !== undefined,
    });
    this.apiId = api.apiId;
    // Payload format 2.0 is the construct's default. One permission for the API, not one a route: a function's
    // resource policy is limited to 20 KB.
    const integration = new HttpLambdaIntegration('ServeApi', serveApi.live, {
      scopePermissionToRoute: false,
    });
    const authorizer = this.authorizer();
    const publicRoutes: HttpRoute[] = [];
    for (const { method, path, scope: needed } of routes) {
      const isPublic = needed === null;
      const made = api.addRoutes({
        path,
        methods: [method as HttpMethod],
        integration,
        authorizer: isPublic ? new HttpNoneAuthorizer() : authorizer,
        ...(isPublic || auth.kind === 'iam' ? {} : { authorizationScopes: [scopeName(needed)] }),
      });
      if (!isPublic) continue;
      publicRoutes.push(...made);
      for (const route of made) {
        acknowledge(route, {
          'AwsSolutions-APIG4': 'The answer says whether the API works, and nothing about any study.',
        });
      }
    }
    // All other addresses: serve-api answers with a problem document, since the text of API Gateway's own 404 is fixed.
    new HttpRoute(this, 'Default', { httpApi: api, routeKey: HttpRouteKey.DEFAULT, integration, authorizer });

    const ownName =
      domain &&
      new DomainName(this, 'Domain', {
        domainName: domain.name,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      });
    if (ownName) {
      this.dnsTarget = { name: ownName.regionalDomainName, hostedZoneId: ownName.regionalHostedZoneId };
    }
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      throttle,
      ...(ownName === undefined ? {} : { domainMapping: { domainName: ownName } }),
      accessLogSettings: {
        destination: new LogGroupLogDestination(makeLogGroup(this, 'AccessLog', 'apis')),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    (stage.node.defaultChild as CfnStage).routeSettings = routeSettingsOf(publicRoutes);
    for (const route of publicRoutes) stage.node.addDependency(route); // the stage accepts only routes that exist
    this.url = domain ? `https://${domain.name}/` : stage.url;
  }

  private authorizer(): IHttpRouteAuthorizer {
    const { auth } = settingsOf(this);
    if (auth.kind === 'iam') return new HttpIamAuthorizer();
    const { issuer, audience } = this.identity ?? (auth as Extract<typeof auth, { kind: 'issuer' }>);
    return new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience: [...audience] });
  }
}

function routeSettingsOf(slower: readonly HttpRoute[]) {
  const { rateLimit: ThrottlingRateLimit, burstLimit: ThrottlingBurstLimit } = publicThrottle;
  const setting = { ThrottlingRateLimit, ThrottlingBurstLimit };
  return Object.fromEntries(slower.map((route) => [(route.node.defaultChild as CfnRoute).routeKey, setting]));
}

/** The caller, the route and the outcome; never the body, and no name below the route. */
const accessLogFields = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  caller: '$context.identity.userArn',
  tokenSubject: '$context.authorizer.claims.sub',
  sourceIp: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
} as const;
