import type { Settings } from './settings.ts';

/** What the types of the settings cannot say. @throws Error naming the setting and what it must be */
export function checkSettings({ auth, spendLimitUsd, keepRunsDays, alarmEmail, domain }: Settings): void {
  const wrong: string[] = [];
  if (!(spendLimitUsd > 0)) wrong.push('spendLimitUsd must be above 0');
  if (keepRunsDays !== undefined && !(Number.isInteger(keepRunsDays) && keepRunsDays > 0)) {
    wrong.push('keepRunsDays must be a whole number of days above 0');
  }
  if (alarmEmail !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(alarmEmail)) {
    wrong.push('alarmEmail must be an e-mail address');
  }
  if (auth.kind === 'issuer') {
    if (!/^https:\/\/[^\s]+[^/]$/.test(auth.issuer)) {
      wrong.push('auth.issuer must be an https address, as "iss" in its tokens has it');
    }
    if (auth.audience.length === 0) wrong.push('auth.audience must name an audience');
  }
  if (domain && !/^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/.test(domain.certificateArn)) {
    wrong.push('domain.certificateArn must be the ARN of an ACM certificate');
  }
  if (wrong.length > 0) throw new Error(`infra/cloud/settings.ts: ${wrong.join('; ')}`);
}
