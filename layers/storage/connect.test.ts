import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectBucket, connectRuns, type Environment } from './connect.ts';

const system = {
  SARCOMERE_BUCKET: 'emg',
  SARCOMERE_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
};
const elsewhere = { SARCOMERE_BUCKET: 'emg', SARCOMERE_STATE_MACHINE_ARN: 'any' };

afterEach(() => vi.unstubAllEnvs());

describe('the region of a deployed system', () => {
  it.each<[string, Environment, string]>([
    ['that of its state machine', system, 'eu-west-1'],
    [
      'that of its state machine, whatever else is named',
      { ...system, AWS_REGION: 'us-east-1' },
      'eu-west-1',
    ],
    ['AWS_REGION', { ...elsewhere, AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' }, 'eu-west-1'],
    [
      'AWS_DEFAULT_REGION, which the SDK does not read',
      { ...elsewhere, AWS_DEFAULT_REGION: 'eu-west-1' },
      'eu-west-1',
    ],
  ])('is %s', async (_name, env, region) => {
    vi.stubEnv('AWS_REGION', 'ap-south-1'); // nothing is taken from elsewhere
    expect(await connectBucket(env).client.config.region()).toBe(region);
    expect(await connectRuns(env).client.config.region()).toBe(region);
  });

  it('is else found by the SDK, in the profile', async () => {
    vi.stubEnv('AWS_REGION', 'ap-south-1');
    expect(await connectBucket(elsewhere).client.config.region()).toBe('ap-south-1');
  });
});
