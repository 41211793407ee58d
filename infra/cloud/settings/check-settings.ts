import { type Fault, FaultError, nearestName } from '../../../layers/base/faults/index.ts';
import { profiles } from './profile.ts';
import { nobody, type Settings } from './settings.ts';
import { stagePattern } from './stage.ts';

/**
 * The settings as they are when the app runs: the types are gone by then, and cannot say everything.
 *
 * @param region that the stack goes to, where it is known
 * @throws FaultError with everything that is wrong
 */
export function checkSettings(settings: Settings, region?: string): void {
  const rules = rulesFor(settings, region);
  const faults = [...valueFaults(settings, rules), ...unknownFaults(settings, rules)];
  if (faults.length > 0) throw new FaultError(faults);
}

/**
 * A run takes two days at most, and can be redriven within 14 days after its end; until then it needs what it has written.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export const redriveWindowDays = { longestRun: 2, afterItsEnd: 14 } as const;

interface Rule {
  /** Path of the setting, such as `auth.issuer`. */
  readonly setting: string;
  readonly isRight: (value: unknown) => boolean;
  readonly expected: string;
  readonly fix: string;
}

function rulesFor(settings: Settings, region: string | undefined): Rule[] {
  const { objectLockDays } = profiles[settings.profile] ?? {};
  const isLocked = objectLockDays !== undefined;
  const { longestRun, afterItsEnd } = redriveWindowDays;
  const leastDaysOfRuns = Math.max(longestRun + afterItsEnd, objectLockDays ?? 0);
  const { domain } = settings;
  return [
    {
      setting: 'stage',
      isRight: isNothingOr(matches(stagePattern)),
      expected: 'a name of 1 to 16 small letters and digits that begins with a letter',
      fix: 'Write such a name (or set SARCOMERE_STAGE to one), or take the setting away if the account has one installation.',
    },
    {
      setting: 'profile',
      isRight: isOneOf(['standard', 'clinical']),
      expected: "'standard' or 'clinical'",
      fix: "Write 'clinical' for a network without a way out, longer logs and locked objects, else 'standard'.",
    },
    {
      setting: 'auth.kind',
      isRight: isOneOf(['cognito', 'issuer', 'iam']),
      expected: "'cognito', 'issuer' or 'iam'",
      fix: "Write 'issuer' for the tokens of an OpenID Connect provider of your own, 'cognito' for a user pool that is made, 'iam' for AWS signatures.",
    },
    ...(settings.auth?.kind === 'issuer' ? issuerRules : []),
    ...(['gpu', 'nativeTraining'] as const).map((setting) =>
      yesOrNo(setting, 'Write false unless you need it.'),
    ),
    {
      setting: 'objectLock',
      isRight: isNothingOr((mode) => isLocked && isOneOf(['governance', 'compliance'])(mode)),
      expected: isLocked ? "'governance' or 'compliance'" : 'nothing, since this profile locks no objects',
      fix: isLocked
        ? "Write 'compliance' only where not even the account's root user may delete before the time."
        : "Take it away, or choose the profile 'clinical'.",
    },
    {
      setting: 'keepRunsDays',
      isRight: isNothingOr((days) => Number.isInteger(days) && Number(days) >= leastDaysOfRuns),
      expected: `a whole number of days, ${leastDaysOfRuns} or more, since ${isLocked ? 'this profile locks objects for so long' : `a run takes up to ${longestRun} days and can be redriven for ${afterItsEnd} days after it has failed`}`,
      fix: `Write ${leastDaysOfRuns} or more, or take the setting away to keep runs for ever.`,
    },
    {
      setting: 'runBudgetUsd',
      isRight: (usd) => Number.isFinite(usd) && Number(usd) > 0,
      expected: 'a number of USD above 0',
      fix: 'Give what one run may cost; "sarcomere estimate STUDY_DIR" says what yours would.',
    },
    {
      setting: 'spendLimitUsd',
      isRight: (usd) => Number.isFinite(usd) && Number(usd) > 0,
      expected: 'a number of USD above 0',
      fix: 'Give what the account may cost in a month; above it somebody is told.',
    },
    yesOrNo(
      'switchOffAtSpendLimit',
      'Write true if uploads shall start no runs once the account has spent its limit, else false.',
    ),
    {
      setting: 'alarmEmail',
      isRight: isNothingOr((value) => value === nobody || matches(/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/)(value)),
      expected: `one e-mail address, or '${nobody}'`,
      fix: `Give the address of a person or a list, or write '${nobody}' if nobody shall be told by mail.`,
    },
    zonesRule(region),
    ...(domain === undefined ? [] : domainRules(region)),
  ];
}

/** A region's name, for a pattern. */
const anyRegion = '[a-z]{2}(?:-[a-z]+)+-\\d';

function zonesRule(region: string | undefined): Rule {
  const isZone = matches(new RegExp(`^${region ?? anyRegion}[a-z]$`));
  return {
    setting: 'zones',
    isRight: isNothingOr(
      (zones) =>
        Array.isArray(zones) &&
        zones.length > 0 &&
        new Set(zones).size === zones.length &&
        zones.every(isZone),
    ),
    expected: `one availability zone or more of ${region ?? 'the region of the stack'}, each once`,
    fix: 'Copy names from "aws ec2 describe-availability-zones", or take the setting away for the first two.',
  };
}

function yesOrNo(setting: string, fix: string): Rule {
  return {
    setting,
    isRight: (value: unknown) => typeof value === 'boolean',
    expected: 'true or false',
    fix,
  };
}

const issuerRules: readonly Rule[] = [
  {
    setting: 'auth.issuer',
    isRight: matches(/^https:\/\/[^\s?#]+$/),
    expected: 'an https address',
    fix: 'Copy "iss" of one of its tokens, to the letter.',
  },
  {
    setting: 'auth.audience',
    isRight: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== ''),
    expected: 'a list with one text or more',
    fix: 'Copy "aud" of one of its tokens, or its "client_id" where it has no "aud".',
  },
];

function domainRules(region: string | undefined): Rule[] {
  const regions = region ?? anyRegion;
  return [
    {
      setting: 'domain.name',
      isRight: matches(/^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/),
      expected: 'a host name in small letters, such as emg.example.org',
      fix: 'Write the name alone, without "https://" and without a slash.',
    },
    {
      setting: 'domain.certificateArn',
      isRight: matches(new RegExp(`^arn:aws[\\w-]*:acm:${regions}:\\d{12}:certificate/[\\w-]+$`)),
      expected: `the ARN of an ACM certificate in ${region ?? 'the region of the stack'}`,
      fix: 'Ask ACM for one in that region (Certificate Manager, "Request"), and copy its ARN.',
    },
  ];
}

function valueFaults(settings: Settings, rules: readonly Rule[]): Fault[] {
  return rules
    .map((rule) => ({ ...rule, value: valueAt(settings, rule.setting) }))
    .filter(({ isRight, value }) => !isRight(value))
    .map(({ setting, value, expected, fix }) => ({
      code: value === undefined ? 'SETTING_MISSING' : 'SETTING_VALUE',
      what: value === undefined ? 'A setting is missing.' : 'A setting has a value that it cannot have.',
      where: placeOf(setting),
      found: shown(value),
      expected,
      fix,
    }));
}

/** What stands in the settings and is none. */
function unknownFaults(settings: Settings, rules: readonly Rule[]): Fault[] {
  const known = rules.map(({ setting }) => setting);
  const isPart = (path: string) => known.some((setting) => setting.startsWith(`${path}.`));
  const given = Object.entries(settings).flatMap(([name, value]) =>
    isPart(name) && isObject(value) ? Object.keys(value).map((part) => `${name}.${part}`) : [name],
  );
  return given
    .filter((path) => !known.includes(path) && !isPart(path) && valueAt(settings, path) !== undefined)
    .map((path) => {
      const meant = nearestName(path, known);
      return {
        code: 'SETTING_UNKNOWN',
        what: 'There is no such setting.',
        where: placeOf(path),
        found: shown(valueAt(settings, path)),
        expected: `one of ${known.join(', ')}`,
        fix: meant ? `Write ${meant} if that is meant, or take it away.` : 'Take it away.',
      };
    });
}

function placeOf(setting: string) {
  return { file: 'infra/cloud/settings/settings.ts', column: setting };
}

function valueAt(settings: Settings, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), settings);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isOneOf(values: readonly unknown[]) {
  return (value: unknown) => values.includes(value);
}

function isNothingOr(isRight: (value: unknown) => boolean) {
  return (value: unknown) => value === undefined || isRight(value);
}

function matches(pattern: RegExp) {
  return (value: unknown) => typeof value === 'string' && pattern.test(value);
}

/** As it would stand in the file: JSON knows no NaN. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)).slice(0, 120);
}
