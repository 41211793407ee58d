import { describe, expect, it } from 'vitest';
import { inRegion, regionOf } from './region.ts';
import type { CommandOutcome, RunCommand } from './run-command.ts';

/** AWS's command line, which is called only for the profile's region. */
function answering(outcome: CommandOutcome): RunCommand {
  return async (command, args) => {
    expect([command, ...args].join(' ')).toBe('aws configure get region');
    return outcome;
  };
}

const unasked: RunCommand = async () => {
  throw new Error('nobody need be asked');
};

describe('the region', () => {
  it.each([
    ['AWS_REGION', { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' }],
    ['AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'eu-west-1' }],
    ['AWS_DEFAULT_REGION, if AWS_REGION is empty', { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' }],
  ])('is that of %s', async (_name, env) => {
    expect(await regionOf(unasked, env)).toBe('eu-west-1');
  });

  it('is else that of the profile', async () => {
    expect(await regionOf(answering({ code: 0, stdout: 'eu-west-1\n' }), {})).toBe('eu-west-1');
  });

  it.each([
    ['there is none', { code: 1, stdout: '' }, 'no region is set: export AWS_REGION='],
    [
      'there is no such profile',
      { code: 255, stdout: 'The config profile (x) could not be found' },
      'AWS_PROFILE',
    ],
    [
      'AWS has no command line here',
      { code: 127, stdout: 'the command aws is not installed' },
      'not installed',
    ],
  ])('is asked for if %s', async (_name, outcome, said) => {
    await expect(regionOf(answering(outcome), {})).rejects.toThrow(said);
  });

  it('is the same for every command, whichever variable that one reads', async () => {
    const seen: unknown[] = [];
    const run = inRegion('eu-west-1', async (_command, _args, options) => {
      seen.push(options);
      return { code: 0, stdout: '' };
    });
    await run('cdk', ['diff'], { shown: true, env: { SARCOMERE_BUCKET: 'emg' } });
    expect(seen).toEqual([
      {
        shown: true,
        env: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1', SARCOMERE_BUCKET: 'emg' },
      },
    ]);
  });
});
