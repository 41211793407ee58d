import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Settings } from './settings.ts';

export interface Profile {
  readonly logRetention: RetentionDays;
  /** Functions in subnets without a way out; AWS is reached by endpoints of the network. */
  readonly isolated: boolean;
  /** For so long every version of an object is locked, as the setting `objectLock` says; absent: no lock. */
  readonly objectLockDays?: number;
}

/** What the two profiles differ in. */
export const profiles: Readonly<Record<Settings['profile'], Profile>> = {
  standard: { logRetention: RetentionDays.THREE_MONTHS, isolated: false },
  clinical: { logRetention: RetentionDays.TEN_YEARS, isolated: true, objectLockDays: 30 },
};
