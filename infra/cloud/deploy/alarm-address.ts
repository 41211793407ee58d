import { nobody, type Settings } from '../settings/settings.ts';

/** What stands in the way where nobody has said who is told of alarms: a bill, a failure and a full queue would be silent. */
export function noAlarmAddress({ alarmEmail }: Pick<Settings, 'alarmEmail'>): string[] {
  if (alarmEmail !== undefined) return [];
  return [
    `nobody would be told of alarms: write alarmEmail: 'you@example.org' into infra/cloud/settings/settings.ts, or alarmEmail: '${nobody}' if nobody shall be`,
  ];
}
