import { describe, expect, it } from 'vitest';
import { settings } from '../settings/settings.ts';
import type { ResourceChange } from './change-set.ts';
import { refusals, touchesWork } from './guard.ts';

const modified = (type: string, replacement: string, ...becauseOf: string[]): ResourceChange => ({
  action: 'Modify',
  logicalId: 'Some1',
  physicalId: 'some-1',
  type,
  replacement,
  becauseOf,
});
const removed = (type: string): ResourceChange => ({ ...modified(type, 'False'), action: 'Remove' });
const faultsOf = (change: ResourceChange, running: readonly string[] = [], agreed: readonly string[] = []) =>
  refusals([change], { settings: { ...settings, profile: 'clinical' }, running, agreed });
const codesOf = (...given: Parameters<typeof faultsOf>) => faultsOf(...given).map(({ code }) => code);

describe('what a deployment may not do', () => {
  it.each(['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Cognito::UserPool'])(
    'is to replace or remove %s, whether runs are running or not',
    (type) => {
      for (const change of [modified(type, 'True'), modified(type, 'Conditional'), removed(type)]) {
        expect(codesOf(change)).toEqual(['DEPLOY_LOSES_DATA']);
        expect(codesOf(change, ['r1'])).toEqual(['DEPLOY_LOSES_DATA']);
        expect(codesOf(change, [], ['Some1'])).toEqual([]);
      }
    },
  );

  it.each(['AWS::Lambda::Function', 'AWS::StepFunctions::StateMachine', 'AWS::Batch::JobQueue'])(
    'is to replace or remove %s, while a run is running',
    (type) => {
      for (const change of [modified(type, 'True'), modified(type, 'Conditional'), removed(type)]) {
        expect(codesOf(change, ['r1'])).toEqual(['DEPLOY_STOPS_RUNS']);
        expect(codesOf(change)).toEqual([]);
        expect(touchesWork([change])).toBe(true);
      }
    },
  );
});

describe('what a deployment may do', () => {
  it.each([
    ['update a bucket in place', modified('AWS::S3::Bucket', 'False')],
    ['update a function in place', modified('AWS::Lambda::Function', 'False')],
    ['add a bucket', { ...modified('AWS::S3::Bucket', 'False'), action: 'Add' }],
    ['leave versions behind', removed('AWS::Lambda::Version')],
    ['replace a policy', modified('AWS::IAM::Policy', 'True')],
  ])('is to %s, also while a run is running', (_name, change) => {
    expect(codesOf(change, ['r1'])).toEqual([]);
    expect(touchesWork([change])).toBe(false);
  });
});

describe('a refusal', () => {
  it('names the setting that causes it, and the option that allows it', () => {
    const [fault] = faultsOf(modified('AWS::S3::Bucket', 'True', 'ObjectLockEnabled'));
    expect(fault).toMatchObject({
      where: { file: 'infra/cloud/settings/settings.ts', column: 'profile' },
      found:
        'AWS::S3::Bucket Some1 (some-1), because of ObjectLockEnabled (the settings say profile: "clinical")',
    });
    expect(fault!.fix).toMatch(/^Give profile the value of .* SARCOMERE_STAGE .* --replace=Some1$/);
  });

  it.each([
    ['auth', removed('AWS::Cognito::UserPool')],
    ['gpu', removed('AWS::Batch::JobQueue')],
    ['nativeTraining', modified('AWS::Lambda::Function', 'True', 'PackageType')],
    [undefined, modified('AWS::KMS::Key', 'True', 'KeySpec')],
  ])('names %s', (setting, change) => {
    expect(faultsOf(change, ['r1'])[0]!.where.column).toBe(setting);
  });

  it('lists ten running runs and counts the others', () => {
    const running = Array.from({ length: 12 }, (_, at) => `r${at}`);
    const [fault] = faultsOf(removed('AWS::StepFunctions::StateMachine'), running);
    expect(fault!.found).toMatch(/r0, .*, r9 and 2 more$/);
  });
});
