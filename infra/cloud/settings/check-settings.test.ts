import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../../layers/base/faults/index.ts';
import { stateMachineFile } from '../../system.ts';
import { projectRoot } from '../root.ts';
import { checkSettings, redriveWindowDays } from './check-settings.ts';
import { type Settings, settings } from './settings.ts';

const someCertificate = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d';
const issuer = { kind: 'issuer', issuer: 'https://login.example.org', audience: ['sarcomere'] } as const;
const domain = { name: 'emg.example.org', certificateArn: someCertificate };

/** The setting at fault, its value, and what is expected. */
function faultsOf(given: unknown, region?: string): { setting: string; found: string; expected: string }[] {
  try {
    checkSettings(given as Settings, region);
    return [];
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return error.faults.map(({ where, found, expected }) => ({ setting: where.column!, found, expected }));
  }
}

describe('settings', () => {
  it('are right as they come, and with everything that may be chosen', () => {
    expect(faultsOf(settings)).toEqual([]);
    const everything: Settings = {
      stage: 'trial2',
      profile: 'clinical',
      auth: issuer,
      gpu: true,
      nativeTraining: true,
      objectLock: 'compliance',
      keepRunsDays: 90,
      runBudgetUsd: 0.5,
      spendLimitUsd: 1,
      switchOffAtSpendLimit: false,
      alarmEmail: 'lab@example.org',
      zones: ['eu-west-1b', 'eu-west-1c'],
      domain,
    };
    expect(faultsOf(everything, 'eu-west-1')).toEqual([]);
  });

  it.each([
    [
      'the issuer ends with a slash, as "iss" of some providers does',
      { auth: { ...issuer, issuer: 'https://lab.eu.auth0.com/' } },
    ],
    ['runs are kept as long as they are locked', { profile: 'clinical', keepRunsDays: 30 }],
    ['nobody shall be told by mail', { alarmEmail: 'nobody' }],
    ['runs are kept until no redrive is possible any more', { keepRunsDays: 16 }],
    [
      'an optional one is there and undefined',
      { keepRunsDays: undefined, alarmEmail: undefined, domain: undefined },
    ],
  ])('are right if %s', (_name, given) => {
    expect(faultsOf({ ...settings, ...given })).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['stage', { stage: '' }, '""'],
    ['stage', { stage: 'Trial' }, '"Trial"'],
    ['stage', { stage: 'a-b' }, '"a-b"'],
    ['stage', { stage: 'a'.repeat(17) }, `"${'a'.repeat(17)}"`],
    ['profile', { profile: 'clinic' }, '"clinic"'],
    ['profile', { profile: undefined }, 'nothing'],
    ['auth.kind', { auth: { kind: 'oauth' } }, '"oauth"'],
    ['auth.kind', { auth: undefined }, 'nothing'],
    ['gpu', { gpu: 'yes' }, '"yes"'],
    ['nativeTraining', { nativeTraining: undefined }, 'nothing'],
    ['runBudgetUsd', { runBudgetUsd: 0 }, '0'],
    ['runBudgetUsd', { runBudgetUsd: undefined }, 'nothing'],
    ['spendLimitUsd', { spendLimitUsd: 0 }, '0'],
    ['spendLimitUsd', { spendLimitUsd: Number.NaN }, 'NaN'],
    ['spendLimitUsd', { spendLimitUsd: Number.POSITIVE_INFINITY }, 'Infinity'],
    ['spendLimitUsd', { spendLimitUsd: '100' }, '"100"'],
    ['switchOffAtSpendLimit', { switchOffAtSpendLimit: 'yes' }, '"yes"'],
    ['keepRunsDays', { keepRunsDays: 0 }, '0'],
    ['keepRunsDays', { keepRunsDays: 15 }, '15'],
    ['keepRunsDays', { keepRunsDays: 1.5 }, '1.5'],
    ['keepRunsDays', { profile: 'clinical', keepRunsDays: 29 }, '29'],
    ['zones', { zones: [] }, '[]'],
    ['zones', { zones: ['eu-west-1'] }, '["eu-west-1"]'],
    ['zones', { zones: ['eu-west-1a', 'eu-west-1a'] }, '["eu-west-1a","eu-west-1a"]'],
    ['zones', { zones: 'eu-west-1a' }, '"eu-west-1a"'],
    ['objectLock', { objectLock: 'governance' }, '"governance"'],
    ['objectLock', { profile: 'clinical', objectLock: 'legal' }, '"legal"'],
    ['alarmEmail', { alarmEmail: 'the lab' }, '"the lab"'],
    ['alarmEmail', { alarmEmail: 'a@example.org, b@example.org' }, '"a@example.org, b@example.org"'],
    [
      'auth.issuer',
      { auth: { ...issuer, issuer: 'http://login.example.org' } },
      '"http://login.example.org"',
    ],
    ['auth.audience', { auth: { ...issuer, audience: [] } }, '[]'],
    ['auth.audience', { auth: { ...issuer, audience: 'sarcomere' } }, '"sarcomere"'],
    ['domain.name', { domain: { ...domain, name: 'https://emg.example.org' } }, '"https://emg.example.org"'],
    ['domain.name', { domain: { ...domain, name: 'emg.example.org/' } }, '"emg.example.org/"'],
    ['domain.certificateArn', { domain: { ...domain, certificateArn: 'mine' } }, '"mine"'],
    ['spendLimitUSD', { spendLimitUSD: 5 }, '5'],
    ['domain.certificate', { domain: { ...domain, certificate: 'mine' } }, '"mine"'],
  ])('are refused by the name of %s in %o', (setting, given, found) => {
    expect(faultsOf({ ...settings, ...given })).toEqual([{ setting, found, expected: expect.any(String) }]);
  });

  it('are refused all at once, an issuer without fields with each of them', () => {
    const given = { ...settings, profile: 'clinic', auth: { kind: 'issuer' }, spendLimitUsd: -1, domain: {} };
    expect(faultsOf(given).map(({ setting }) => setting)).toEqual([
      'profile',
      'auth.issuer',
      'auth.audience',
      'spendLimitUsd',
      'domain.name',
      'domain.certificateArn',
    ]);
  });

  it('say why runs must be kept for so long, as the definition has it', () => {
    const [fault] = faultsOf({ ...settings, keepRunsDays: 15 });
    expect(fault!.expected).toContain(
      '16 or more, since a run takes up to 2 days and can be redriven for 14 days',
    );
    const { TimeoutSeconds } = JSON.parse(readFileSync(join(projectRoot, stateMachineFile), 'utf8'));
    expect(redriveWindowDays.longestRun * 86_400).toBe(TimeoutSeconds);
  });

  it('want the certificate in the region of the stack', () => {
    expect(faultsOf({ ...settings, domain }, 'us-east-1')).toEqual([
      {
        setting: 'domain.certificateArn',
        found: `"${someCertificate}"`,
        expected: 'the ARN of an ACM certificate in us-east-1',
      },
    ]);
  });

  it('want zones of the region of the stack', () => {
    const zones = ['eu-west-1a'];
    expect(faultsOf({ ...settings, zones }, 'eu-west-1')).toEqual([]);
    expect(faultsOf({ ...settings, zones }, 'us-east-1').map(({ setting }) => setting)).toEqual(['zones']);
  });

  it('are only ever refused by faults of their own, whatever stands in them', () => {
    const some = fc.record(
      {
        profile: fc.anything(),
        auth: fc.oneof(fc.anything(), fc.record({ kind: fc.constant('issuer'), issuer: fc.anything() })),
        gpu: fc.anything(),
        keepRunsDays: fc.anything(),
        zones: fc.anything(),
        domain: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(some, (given) => void faultsOf(given)));
  });
});
