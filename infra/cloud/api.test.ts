import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { routes } from '../system.ts';
import { throttle } from './api.ts';
import { propertiesOf, synthesizedTemplate } from './template.fixture.ts';

const template = synthesizedTemplate();

describe('the HTTPS API', () => {
  const deployed = propertiesOf(template, 'AWS::ApiGatewayV2::Route');

  it('has the routes of the system and no others', () => {
    const expected = routes.map(({ method, path }) => `${method} ${path}`);
    expect(deployed.map((route) => route.RouteKey).sort()).toEqual(expected.sort());
  });

  it('lets nobody in without IAM credentials, on any route', () => {
    expect(deployed.map((route) => route.AuthorizationType)).toEqual(routes.map(() => 'AWS_IAM'));
  });

  it('is closed to other origins', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'HTTP',
      CorsConfiguration: Match.absent(),
    });
  });

  it('hands requests to serve-api as payload 2.0', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Integration', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ServeApiFunction'), 'Arn'] },
      PayloadFormatVersion: '2.0',
    });
  });

  it('is throttled', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: {
        ThrottlingRateLimit: throttle.rateLimit,
        ThrottlingBurstLimit: throttle.burstLimit,
      },
    });
  });

  it('logs the route and not the path, which names a study', () => {
    const [stage] = propertiesOf(template, 'AWS::ApiGatewayV2::Stage');
    const { Format } = stage!.AccessLogSettings as { Format: string };
    expect(Object.values(JSON.parse(Format))).toContain('$context.routeKey');
    expect(Format).not.toContain('$context.path');
  });
});
