import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { keys } from '../../layers/run/records/index.ts';
import { startGuardedApi } from '../guarded-api.testing.ts';
import { type WorldUnderTest, worldUnderTest } from '../local-world.testing.ts';
import { startOAuthServer } from '../oauth-server.testing.ts';
import { hasValidSignature } from '../signature.testing.ts';
import { smallStudy } from '../small-study.testing.ts';

const operations = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'sarcomere-documented-'));
const root = fileURLToPath(new URL('../../', import.meta.url));
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const hasPython = spawnSync('python3', ['--version']).status === 0;

let under: WorldUnderTest;
beforeAll(async () => {
  under = await worldUnderTest();
});
afterAll(async () => {
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Code blocks, by their first words. */
function documented(language: string, start: string): string {
  const found = operations.split(`\`\`\`${language}\n`).find((block) => block.startsWith(start));
  if (!found) throw new Error(`docs/operations.md has no ${language} that starts with ${start}`);
  return found.slice(0, found.indexOf('```'));
}

describe('what docs/operations.md shows', { timeout: 120_000 }, () => {
  const files = smallStudy('wrist-documented');

  it.skipIf(!hasPython)(
    'uploads a study by the API, in Python (skipped if it is not installed)',
    async () => {
      for (const [file, text] of files) {
        mkdirSync(dirname(join(folder, 'study', file)), { recursive: true });
        writeFileSync(join(folder, 'study', file), text);
      }
      writeFileSync(join(folder, 'upload.py'), documented('python', '# upload.py STUDY_DIR'));
      const { stdout } = await promisify(execFile)(
        'python3',
        [join(folder, 'upload.py'), join(folder, 'study')],
        {
          env: { ...process.env, SARCOMERE_API: under.world.apiUrl, TOKEN: under.world.apiToken },
        },
      );
      const uploaded = stdout.trim().split('\n');
      expect([...uploaded].sort()).toEqual([...files.keys()].sort());
      expect(uploaded.at(-1)).toBe('study.json');
      for (const [file, text] of files) {
        expect(await under.bucket.getText(keys.studyFile('wrist-documented', file)), file).toBe(text);
      }
    },
  );

  describe.skipIf(!hasCurl)('predicts by curl (skipped if it is not installed)', () => {
    beforeAll(async () => {
      await under.upload('wrist-documented', files);
      expect((await under.ended('wrist-documented')).state).toBe('Published');
      const [emg] = [...files].find(([file]) => file.endsWith('emg.csv'))!;
      writeFileSync(join(folder, 'recording.csv'), files.get(emg)!);
    }, 120_000);

    /** Runs lines of a shell with recording.csv at hand and `npm run` within reach, and reads the answer. */
    async function answerOf(lines: string, env: Record<string, string>) {
      const { stdout } = await promisify(execFile)('bash', ['-ec', lines], {
        cwd: folder,
        maxBuffer: 64 * 1024 ** 2,
        env: { ...process.env, STUDY: 'wrist-documented', ...env },
      });
      return JSON.parse(stdout) as { study: string; angleRad: number[] };
    }

    it('with a token that the command prints', async () => {
      const secret = 'a secret of a machine';
      const issuer = await startOAuthServer([{ id: 'machines', secret }]);
      onTestFinished(issuer.close);
      const api = await startGuardedApi(under.world, async ({ headers }) => {
        const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization as string) ?? [];
        return (await issuer.holderOf(token))?.scopes.includes('sarcomere/predict') ? undefined : 401;
      });
      onTestFinished(api.close);
      const lines = documented('sh', 'TOKEN=').replace('npm run', `npm --prefix '${root}' run`);
      const prediction = await answerOf(lines, {
        SARCOMERE_API: api.url,
        SARCOMERE_ISSUER: issuer.issuer,
        SARCOMERE_CLIENT_ID: 'machines',
        SARCOMERE_CLIENT_SECRET: secret,
      });
      expect(prediction.study).toBe('wrist-documented');
      expect(prediction.angleRad.length).toBeGreaterThan(100);
    });

    it.each(['', 'a session/token+of=hers'])('with AWS credentials, their session "%s"', async (session) => {
      const api = await startGuardedApi(under.world, async (request) => {
        const signedBy = String(request.headers.authorization);
        const isSigned =
          hasValidSignature(request, 'her secret') && signedBy.includes('/eu-west-1/execute-api/');
        const isOfSession = (request.headers['x-amz-security-token'] ?? '') === session;
        return isSigned && isOfSession ? undefined : 403;
      });
      onTestFinished(api.close);
      // Only the second version of AWS's command line has this; the credentials are in the environment already.
      const exported = 'eval "$(aws configure export-credentials --format env)"\n';
      const lines = documented('sh', exported).replace(exported, '');
      const prediction = await answerOf(lines, {
        SARCOMERE_API: api.url,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'HERKEY',
        AWS_SECRET_ACCESS_KEY: 'her secret',
        AWS_SESSION_TOKEN: session,
      });
      expect(prediction.study).toBe('wrist-documented');
    });
  });
});
