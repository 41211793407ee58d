import { nobody, type Settings } from '../settings/settings.ts';

/** An obstacle if no address for alarms is set: nobody would notice a high bill, a failure or a full queue. */
export function noAlarmAddress({ alarmEmail }: Pick<Settings, 'alarmEmail'>): string[] {
  if (alarmEmail !== undefined) return [];
  return [
    `alarms would reach nobody: write alarmEmail: 'you@example.org' into infra/cloud/settings/settings.ts, or alarmEmail: '${nobody}' for no mails`,
  ];
}
