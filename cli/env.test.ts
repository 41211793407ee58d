import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalWorld, startLocalWorld } from '../infra/local/index.ts';
import { sarcomere } from '../test/sarcomere.testing.ts';
import { invocation } from './terminal/invocation.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'sarcomere-env-'));
let world: LocalWorld;
beforeAll(async () => {
  world = await startLocalWorld({ dataDir, ports: { bucket: 0, stepFunctions: 0, api: 0 }, workers: 1 });
});
afterAll(async () => {
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('sarcomere env', () => {
  it('prints lines by which a shell has the key, the endpoints and the token, and no profile', async () => {
    const { code, stdout } = await sarcomere('env', '--data', dataDir);
    expect(code).toBe(0);
    const script = `eval "$LINES_OF_ENV"; echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_ENDPOINT_URL_S3 $AWS_REGION $SARCOMERE_API $TOKEN [$AWS_PROFILE$AWS_SESSION_TOKEN]"`;
    const env = {
      PATH: process.env.PATH,
      LINES_OF_ENV: stdout,
      AWS_PROFILE: 'work',
      AWS_SESSION_TOKEN: 'old',
    };
    const { stdout: seen } = await promisify(execFile)('sh', ['-c', script], { env });
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = world.env;
    expect(seen.trim()).toBe(
      `${id} ${secret} ${world.bucketUrl} us-east-1 ${world.apiUrl} ${world.apiToken} []`,
    );
  });

  it('says what to start if nothing serves', async () => {
    const { code, stdout, stderr } = await sarcomere('env', '--data', join(dataDir, 'nowhere'));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${invocation()} serve`);
  });
});
