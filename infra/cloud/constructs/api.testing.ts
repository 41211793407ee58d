import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { routes, scopes, signInCallback } from '../../system.ts';
import { propertiesOf, someCertificate, templateOf } from '../checks/template.testing.ts';
import { publicThrottle, throttle } from './api.ts';

const template = templateOf();
const byIssuer = templateOf({
  auth: { kind: 'issuer', issuer: 'https://login.example.org', audience: ['sarcomere'] },
  domain: { name: 'emg.example.org', certificateArn: someCertificate },
});
const byIam = templateOf({ auth: { kind: 'iam' } });

describe('the HTTPS API', () => {
  const deployed = propertiesOf(template, 'AWS::ApiGatewayV2::Route');

  it('has the routes of the system, and one for all other addresses', () => {
    const expected = routes.map(({ method, path }) => `${method} ${path}`);
    expect(deployed.map((route) => route.RouteKey).sort()).toEqual(['$default', ...expected].sort());
  });

  it('asks on every route but that of its health for a token, with the scope of the route', () => {
    for (const from of [template, byIssuer]) {
      const asked = propertiesOf(from, 'AWS::ApiGatewayV2::Route').map((route) => [
        route.RouteKey,
        route.AuthorizationType,
        route.AuthorizationScopes,
      ]);
      const expected = routes.map(({ method, path, scope }) =>
        scope === null
          ? [`${method} ${path}`, 'NONE', undefined]
          : [`${method} ${path}`, 'JWT', [`sarcomere/${scope}`]],
      );
      expect(asked.sort()).toEqual([['$default', 'JWT', undefined], ...expected].sort());
    }
  });

  it('accepts tokens of its own user pool, or of the given issuer', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      JwtConfiguration: {
        Audience: [
          { Ref: Match.stringLikeRegexp('^ApiIdentityPeople') },
          { Ref: Match.stringLikeRegexp('^ApiIdentityMachines') },
        ],
        Issuer: {
          'Fn::Join': [
            '',
            [
              'https://cognito-idp.',
              { Ref: 'AWS::Region' },
              Match.stringLikeRegexp('amazonaws'),
              { Ref: Match.stringLikeRegexp('^ApiIdentityUsers') },
            ],
          ],
        },
      },
    });
    byIssuer.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Audience: ['sarcomere'], Issuer: 'https://login.example.org' },
    });
    byIssuer.resourceCountIs('AWS::Cognito::UserPool', 0);
  });

  it('can ask for AWS signatures instead', () => {
    const open = propertiesOf(byIam, 'AWS::ApiGatewayV2::Route')
      .filter((route) => route.AuthorizationType !== 'AWS_IAM')
      .map((route) => [route.RouteKey, route.AuthorizationType]);
    expect(open).toEqual([['GET /v1/health', 'NONE']]);
    byIam.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 0);
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
      IntegrationUri: { Ref: Match.stringLikeRegexp('^ServeApiLive') },
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

  it('is throttled more on the public route, which exists before the stage', () => {
    template.hasResource('AWS::ApiGatewayV2::Stage', {
      Properties: {
        RouteSettings: {
          'GET /v1/health': {
            ThrottlingRateLimit: publicThrottle.rateLimit,
            ThrottlingBurstLimit: publicThrottle.burstLimit,
          },
        },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('GETv1health')]),
    });
    expect(publicThrottle.burstLimit).toBeLessThan(throttle.burstLimit);
  });

  it('logs the route and not the path, which names a study', () => {
    const [stage] = propertiesOf(template, 'AWS::ApiGatewayV2::Stage');
    const { Format } = stage!.AccessLogSettings as { Format: string };
    expect(Object.values(JSON.parse(Format))).toContain('$context.routeKey');
    expect(Format).not.toContain('$context.path');
  });

  it('has a domain name only if one is given, and then answers to no other', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::DomainName', 0);
    byIssuer.hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'emg.example.org' });
    byIssuer.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
  });

  it('outputs the target of the DNS record, and has the domain name as its address', () => {
    const domain = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiDomain'), 'RegionalDomainName'] };
    const zone = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiDomain'), 'RegionalHostedZoneId'] };
    byIssuer.hasOutput('DnsTarget', { Value: domain });
    byIssuer.hasOutput('DnsTargetZone', { Value: zone });
    byIssuer.hasOutput('ApiUrl', { Value: 'https://emg.example.org/' });
    expect(template.findOutputs('DnsTarget*')).toEqual({});
  });
});

describe('the user pool', () => {
  it('lets nobody sign up, and in only with a second factor', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it('knows the scopes of the system', () => {
    const [server] = propertiesOf(template, 'AWS::Cognito::UserPoolResourceServer');
    const known = (server!.Scopes as { ScopeName: string }[]).map(({ ScopeName }) => ScopeName);
    expect(known).toEqual(Object.keys(scopes));
  });

  it('sends a browser back to where "sarcomere token" waits, and nowhere else', () => {
    const [people] = propertiesOf(template, 'AWS::Cognito::UserPoolClient');
    expect(people!.CallbackURLs).toEqual([signInCallback]);
  });

  it('is among the outputs with all that "sarcomere token" needs, and only if it is made', () => {
    template.hasOutput('Issuer', { Value: { 'Fn::Join': Match.anyValue() } });
    template.hasOutput('PeopleClientId', { Value: { Ref: Match.stringLikeRegexp('^ApiIdentityPeople') } });
    template.hasOutput('MachinesClientId', {
      Value: { Ref: Match.stringLikeRegexp('^ApiIdentityMachines') },
    });
    template.hasOutput('UserPoolId', { Value: { Ref: Match.stringLikeRegexp('^ApiIdentityUsers') } });
    for (const other of [byIssuer, byIam]) {
      expect(Object.keys(other.toJSON().Outputs)).toEqual(
        expect.not.arrayContaining(['Issuer', 'UserPoolId']),
      );
    }
  });

  it('gives people codes without a secret and machines a secret without a browser, for an hour', () => {
    const clients = propertiesOf(template, 'AWS::Cognito::UserPoolClient');
    const shapes = clients.map(({ AllowedOAuthFlows, GenerateSecret, AccessTokenValidity }) => [
      AllowedOAuthFlows,
      GenerateSecret,
      AccessTokenValidity,
    ]);
    expect(shapes).toEqual([
      [['code'], false, 60],
      [['client_credentials'], true, 60],
    ]);
  });
});
