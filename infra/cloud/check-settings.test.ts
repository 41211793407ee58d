import { describe, expect, it } from 'vitest';
import { checkSettings } from './check-settings.ts';
import { type Settings, settings } from './settings.ts';

const someCertificate = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d';
const issuer = { kind: 'issuer', issuer: 'https://login.example.org', audience: ['sarcomere'] } as const;

describe('settings', () => {
  it('are right as they come, and with everything that may be chosen', () => {
    expect(() => checkSettings(settings)).not.toThrow();
    const everything: Settings = {
      profile: 'clinical',
      auth: issuer,
      gpu: true,
      nativeTraining: true,
      keepRunsDays: 90,
      spendLimitUsd: 1,
      alarmEmail: 'lab@example.org',
      domain: { name: 'emg.example.org', certificateArn: someCertificate },
    };
    expect(() => checkSettings(everything)).not.toThrow();
  });

  it.each<[string, Partial<Settings>]>([
    ['spendLimitUsd', { spendLimitUsd: 0 }],
    ['spendLimitUsd', { spendLimitUsd: Number.NaN }],
    ['keepRunsDays', { keepRunsDays: 0 }],
    ['keepRunsDays', { keepRunsDays: 1.5 }],
    ['alarmEmail', { alarmEmail: 'the lab' }],
    ['auth.issuer', { auth: { ...issuer, issuer: 'http://login.example.org' } }],
    ['auth.issuer', { auth: { ...issuer, issuer: 'https://login.example.org/' } }],
    ['auth.audience', { auth: { ...issuer, audience: [] } }],
    ['domain.certificateArn', { domain: { name: 'emg.example.org', certificateArn: 'mine' } }],
  ])('name %s where it is wrong', (name, wrong) => {
    expect(() => checkSettings({ ...settings, ...wrong })).toThrow(name);
  });
});
