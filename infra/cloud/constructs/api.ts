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
import { makeLogGroup } from './logs.ts';

/** Requests a second, over all callers; a prediction takes milliseconds, so this is far above a lab's need. */
export const throttle = { rateLimit: 50, burstLimit: 100 } as const;

/** The same for a route that asks for no token: whoever knows the address may call it, and take nothing from others by it. */
export const publicThrottle = { rateLimit: 5, burstLimit: 10 } as const;

export interface HttpsApiProps {
  readonly serveApi: StepFunction;
}

/**
 * The HTTPS API: the routes of infra/system.ts, none public but that of its health, CORS closed. Callers show a JWT with the route's scope,
 * of a user pool that is made here or of an issuer that is given; or they sign with AWS credentials.
 */
export class HttpsApi extends Construct {
  readonly url: string;
  readonly apiId: string;
  /** What the DNS record of the API's own name must lead to, where it has one. */
  readonly dnsTarget?: { readonly name: string; readonly hostedZoneId: string };
  /** The user pool, where one is made. */
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
          'AwsSolutions-APIG4': 'It tells whether the API is there, and nothing of any study.',
        });
      }
    }
    // Every other address, which serve-api answers with a problem; API Gateway's own 404 cannot be put into words.
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
    for (const route of publicRoutes) stage.node.addDependency(route); // a stage knows only routes that are there
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

/** Who called which route and how it went; never the body, and no name below the route. */
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
