import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** A stack that was made for some settings. */
export interface WithSettings {
  readonly settings: Settings;
}

/** The settings of the stack that a construct is part of. */
export function settingsOf(scope: Construct): Settings {
  return (Stack.of(scope) as Stack & WithSettings).settings;
}
