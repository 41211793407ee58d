import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../root.ts';

const empty = mkdtempSync(join(tmpdir(), 'sarcomere-empty-'));
afterAll(() => rmSync(empty, { recursive: true }));

const hasAws = spawnSync('aws', ['--version']).status === 0;

/** As npm starts it, without a terminal, in a home without an AWS configuration. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(projectRoot, 'infra/cloud/deploy/main.ts'), ...args],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: empty, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    },
  );
  return { status, said: `${stderr}${stdout}`.trim() };
}

describe('npm run deploy and npm run teardown', { timeout: 60_000 }, () => {
  it.each([
    ['nobody can be asked', ['deploy'], {}, /npm run deploy -- --yes deploys without asking$/],
    [
      'an option is unknown',
      ['deploy', '--force'],
      {},
      /^npm run deploy has no option --force; it has only --yes and --replace=LOGICAL_ID$/,
    ],
    ['teardown gets an option', ['teardown', '--yes'], {}, /^npm run teardown has no option --yes; /],
    [
      'AWS has no command line here',
      ['deploy', '--yes'],
      { PATH: empty },
      /^the command aws is not installed.*https:/,
    ],
    [
      'teardown has none either',
      ['teardown'],
      { PATH: empty, AWS_REGION: 'eu-west-1' },
      /the command aws is not installed/,
    ],
  ])('end with 1 and one line if %s', (_name, args, env, said) => {
    const ended = start(args, env);
    expect(ended.said).toMatch(said);
    expect(ended.said.split('\n')).toHaveLength(1);
    expect(ended.status).toBe(1);
  });

  it.skipIf(!hasAws).each([
    ['no region is named', ['deploy', '--yes'], {}, /^no region is set: export AWS_REGION=/],
    ['no region is named for teardown', ['teardown'], {}, /^no region is set/],
    [
      'there are no credentials',
      ['deploy', '--yes'],
      { AWS_REGION: 'eu-west-1' },
      /there are no AWS credentials/,
    ],
    [
      'there are none for teardown',
      ['teardown'],
      { AWS_REGION: 'eu-west-1' },
      /there are no AWS credentials/,
    ],
    ['the profile is unknown', ['deploy', '--yes'], { AWS_PROFILE: 'nobody' }, /the profile in AWS_PROFILE/],
  ])("end with 1 and one line if %s (skipped without AWS's command line)", (_name, args, env, said) => {
    const ended = start(args, env);
    expect(ended.said).toMatch(said);
    expect(ended.said.split('\n')).toHaveLength(1);
    expect(ended.status).toBe(1);
  });
});
