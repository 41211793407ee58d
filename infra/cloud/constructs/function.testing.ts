import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FunctionName, functions, touchesStudies } from '../../system.ts';
import { bundleTarget, runtime } from '../bundle/runtime.ts';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';
import { projectRoot } from '../root.ts';

const template = templateOf();
const lambdas = propertiesOf(template, 'AWS::Lambda::Function');

/** The properties of AWS::Lambda::Function that tests read. */
interface LambdaProperties {
  readonly Description: string;
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
}

function lambdaOf(name: string) {
  return lambdas.find((lambda) =>
    (lambda as unknown as LambdaProperties).Description.includes(` ${name}: `),
  )!;
}

function variablesOf(name: string): Readonly<Record<string, unknown>> {
  return (lambdaOf(name) as unknown as LambdaProperties).Environment.Variables;
}

describe('the functions', () => {
  it('are those of the system and no others', () => {
    expect(lambdas).toHaveLength(Object.keys(functions).length);
  });

  it.each(Object.entries(functions))('%s has the settings of the system', (name, settings) => {
    expect(lambdaOf(name)).toMatchObject({
      MemorySize: settings.memoryMb,
      Timeout: settings.timeoutS,
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
  });

  it('know the bucket only if they touch studies', () => {
    const knowing = Object.keys(functions).filter((name) => 'SARCOMERE_BUCKET' in variablesOf(name));
    expect(knowing).toEqual((Object.keys(functions) as FunctionName[]).filter(touchesStudies));
    for (const name of knowing) {
      expect(variablesOf(name).SARCOMERE_BUCKET).toEqual({ Ref: expect.stringMatching(/^StorageBucket/) });
    }
  });

  it('run on the Node that the project pins', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    const pinnedMajor = devDependencies.node.split('.')[0];
    expect(runtime.name).toBe(`nodejs${pinnedMajor}.x`);
    expect(bundleTarget).toBe(`node${pinnedMajor}`);
    expect(new Set(lambdas.map((lambda) => lambda.Runtime))).toEqual(new Set([runtime.name]));
  });

  it('know the state machine only if they start, list or describe runs', () => {
    const knowing = Object.keys(functions).filter(
      (name) => 'SARCOMERE_STATE_MACHINE_ARN' in variablesOf(name),
    );
    expect(knowing).toEqual(['start-run', 'serve-api', 'stop-stalled', 'tell-run-end']);
  });

  it('log into groups that forget after three months', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    for (const lambda of lambdas) {
      expect(lambda.LoggingConfig).toMatchObject({
        LogGroup: { Ref: expect.any(String) },
        LogFormat: 'JSON',
      });
    }
  });
});
