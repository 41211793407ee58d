import { type Fault, FaultError, nearestName } from '../../../layers/base/faults/index.ts';
import { profiles } from './profile.ts';
import { nobody, type Settings } from './settings.ts';
import { stagePattern } from './stage.ts';

/**
 * Checks the settings when the app runs, since types exist only before that and cannot express every rule.
 *
 * @param region region of the stack, if known
 * @throws FaultError with all faults
 */
export function checkSettings(settings: Settings, region?: string): void {
  const rules = rulesFor(settings, region);
  const faults = [...valueFaults(settings, rules), ...unknownFaults(settings, rules)];
  if (faults.length > 0) throw new FaultError(faults);
}

/**
 * A run takes two days at most and can be redriven within 14 days after its end; until then it needs its objects.
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
      expected: 'a name of 1 to 16 lower-case letters and digits that begins with a letter',
      fix: 'Write such a name (or set SARCOMERE_STAGE to one), or remove the setting if the account has one installation.',
    },
    {
      setting: 'profile',
      isRight: isOneOf(['standard', 'clinical']),
      expected: "'standard' or 'clinical'",
      fix: "Write 'clinical' for an isolated network, logs for ten years and locked objects, else 'standard'.",
    },
    {
      setting: 'auth.kind',
      isRight: isOneOf(['cognito', 'issuer', 'iam']),
      expected: "'cognito', 'issuer' or 'iam'",
      fix: "Write 'issuer' for tokens of your own OpenID Connect provider, 'cognito' for a new user pool, 'iam' for AWS signatures.",
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
        ? "Write 'compliance' only if not even the account's root user may delete a locked object."
        : "Remove the setting, or choose the profile 'clinical'.",
    },
    {
      setting: 'keepRunsDays',
      isRight: isNothingOr((days) => Number.isInteger(days) && Number(days) >= leastDaysOfRuns),
      expected: `a whole number of days, ${leastDaysOfRuns} or more, since ${isLocked ? 'this profile locks objects for that time' : `a run takes up to ${longestRun} days and can be redriven for ${afterItsEnd} days after it failed`}`,
      fix: `Write ${leastDaysOfRuns} or more, or remove the setting to keep runs for ever.`,
    },
    {
      setting: 'runBudgetUsd',
      isRight: (usd) => Number.isFinite(usd) && Number(usd) > 0,
      expected: 'a number of USD above 0',
      fix: 'Write the limit of the cost of one run; "sarcomere estimate STUDY_DIR" prints the cost of yours.',
    },
    {
      setting: 'spendLimitUsd',
      isRight: (usd) => Number.isFinite(usd) && Number(usd) > 0,
      expected: 'a number of USD above 0',
      fix: 'Write the cost of the account in a month above which a message is sent.',
    },
    yesOrNo(
      'switchOffAtSpendLimit',
      'Write true if uploads must start no runs after the account has reached spendLimitUsd, else false.',
    ),
    {
      setting: 'alarmEmail',
      isRight: isNothingOr((value) => value === nobody || matches(/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/)(value)),
      expected: `one e-mail address, or '${nobody}'`,
      fix: `Write the address of a person or a mailing list, or '${nobody}' for no mails.`,
    },
    zonesRule(region),
    ...(domain === undefined ? [] : domainRules(region)),
  ];
}

/** Pattern of the name of a region. */
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
    expected: `one or more availability zones of ${region ?? 'the region of the stack'}, each once`,
    fix: 'Copy names from "aws ec2 describe-availability-zones", or remove the setting to use the first two zones.',
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
    fix: 'Copy "iss" from a token of the provider, exactly as it is.',
  },
  {
    setting: 'auth.audience',
    isRight: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== ''),
    expected: 'a list of one or more texts',
    fix: 'Copy "aud" from a token of the provider, or "client_id" if the token has no "aud".',
  },
];

function domainRules(region: string | undefined): Rule[] {
  const regions = region ?? anyRegion;
  return [
    {
      setting: 'domain.name',
      isRight: matches(/^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/),
      expected: 'a host name in lower case, such as emg.example.org',
      fix: 'Write only the name, without "https://" and without a slash.',
    },
    {
      setting: 'domain.certificateArn',
      isRight: matches(new RegExp(`^arn:aws[\\w-]*:acm:${regions}:\\d{12}:certificate/[\\w-]+$`)),
      expected: `the ARN of an ACM certificate in ${region ?? 'the region of the stack'}`,
      fix: 'Request a certificate in that region (AWS Certificate Manager, "Request") and copy its ARN.',
    },
  ];
}

function valueFaults(settings: Settings, rules: readonly Rule[]): Fault[] {
  return rules
    .map((rule) => ({ ...rule, value: valueAt(settings, rule.setting) }))
    .filter(({ isRight, value }) => !isRight(value))
    .map(({ setting, value, expected, fix }) => ({
      code: value === undefined ? 'SETTING_MISSING' : 'SETTING_VALUE',
      what: value === undefined ? 'A setting is missing.' : 'The value of a setting is not allowed.',
      where: placeOf(setting),
      found: shown(value),
      expected,
      fix,
    }));
}

/** Faults of entries that are no settings. */
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
        fix: meant ? `Write ${meant} if that is meant, or remove the entry.` : 'Remove the entry.',
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

/** A value as the file would show it; JSON has no NaN. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)).slice(0, 120);
}
