import { join } from 'node:path';
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { FaultError, faultLines } from '../../layers/base/faults/index.ts';
import { projectRoot } from './root.ts';
import { checkSettings } from './settings/check-settings.ts';
import { settings as chosenSettings, type Settings } from './settings/settings.ts';
import { stackNameOf } from './settings/stage.ts';
import { SarcomereStack } from './stack.ts';

/**
 * The cloud's app: one stack, checked against the AwsSolutions rules each time it is synthesized. It needs no
 * account, no Docker and no network until it is deployed.
 *
 * The feature flags come from the pinned library and not from cdk.json, so that the command line, the tests and
 * `node infra/cloud/app.ts` all make the same template.
 */
export function sarcomereApp(props: AppProps = {}, settings: Settings = chosenSettings): App {
  checkSettings(settings);
  const app = new App({ ...props, context: { ...featureFlags, ...props.context } });
  new SarcomereStack(app, 'Sarcomere', { settings, stackName: stackNameOf(settings) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

if (import.meta.main) {
  try {
    // The folder that CDK's command line names; else the folder of npm run deploy.
    sarcomereApp({ outdir: process.env.CDK_OUTDIR ?? join(projectRoot, 'cdk.out') }).synth();
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    process.stderr.write(`${faultLines(error.faults, 'settings').join('\n')}\n`);
    process.exitCode = 1;
  }
}
