import { Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, type HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { routes } from '../system.ts';
import type { StepFunction } from './function.ts';
import { makeLogGroup } from './logs.ts';

/** Requests a second, over all callers; a prediction takes milliseconds, so this is far above a lab's need. */
export const throttle = { rateLimit: 50, burstLimit: 100 } as const;

export interface HttpsApiProps {
  readonly serveApi: StepFunction;
}

/** The HTTPS API: the routes of infra/system.ts, each signed with IAM credentials, none public, CORS closed. */
export class HttpsApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { serveApi }: HttpsApiProps) {
    super(scope, id);

    const api = new HttpApi(this, 'HttpApi', {
      description: 'Sarcomere, version 1',
      defaultAuthorizer: new HttpIamAuthorizer(),
      createDefaultStage: false,
    });
    // Payload format 2.0 is the construct's default. One permission for the API, not one a route: a function's
    // resource policy is limited to 20 KB.
    const integration = new HttpLambdaIntegration('ServeApi', serveApi.lambda, {
      scopePermissionToRoute: false,
    });
    for (const { method, path } of routes) {
      api.addRoutes({ path, methods: [method as HttpMethod], integration });
    }

    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          makeLogGroup(this, 'AccessLog', `/aws/vendedlogs/apis/${Stack.of(this).stackName}`),
        ),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    this.url = stage.url;
  }
}

/** Who called which route and how it went; never the body, and no name below the route. */
const accessLogFields = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  caller: '$context.identity.userArn',
  sourceIp: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
} as const;
