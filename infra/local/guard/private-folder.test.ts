import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, ended } from '../clients.testing.ts';
import { fixtureFunctions } from '../functions/fixture-functions.testing.ts';
import { type LocalWorld, startLocalWorld } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-private-'));
const dataDir = join(folder, 'data');
const elsewhere = join(folder, 'elsewhere.txt');

/** Every file and folder below a folder, and the folder, with its mode. */
function modes(directory: string): Record<string, string> {
  const found = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    [directory, ...found].map((path) => [path, (statSync(path).mode & 0o777).toString(8)]),
  );
}

describe.skipIf(process.platform === 'win32')(
  'the data folder (skipped on Windows, which has no modes)',
  () => {
    let world: LocalWorld;
    beforeAll(async () => {
      mkdirSync(join(dataDir, 'executions'), { recursive: true, mode: 0o755 });
      writeFileSync(join(dataDir, 'executions', 'left.txt'), 'by an earlier version', { mode: 0o644 });
      writeFileSync(elsewhere, 'of another project', { mode: 0o644 });
      symlinkSync(elsewhere, join(dataDir, 'link'));
      world = await startLocalWorld({
        dataDir,
        ports: { bucket: 0, stepFunctions: 0, api: 0 },
        workers: 1,
        functions: fixtureFunctions,
        env: { SARCOMERE_SETTLE_S: '0.2' },
      });
      const { s3, stepFunctions } = clientsOf(world);
      const manifest = JSON.stringify({ subdomains: ['one'] });
      await s3.send(
        new PutObjectCommand({ Bucket: 'sarcomere', Key: 'studies/knee/study.json', Body: manifest }),
      );
      await ended(stepFunctions, 'knee');
    });
    afterAll(async () => {
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('is for its owner alone, with all that is in it, while it is served', () => {
      const found = modes(dataDir);
      expect(Object.keys(found).length).toBeGreaterThan(20);
      for (const name of ['world.json', 'authorization', 'functions.log', 'lock'])
        expect(found[join(dataDir, name)]).toBe('600');
      for (const [path, mode] of Object.entries(found))
        expect(mode, path).toBe(statSync(path).isDirectory() ? '700' : '600');
    });

    it.skipIf(process.getuid?.() !== 0)(
      'shows another user neither its secrets nor its recordings (skipped if this user cannot become another)',
      () => {
        chmodSync(folder, 0o755); // so that the data folder alone is in the way
        const other = { uid: 65_534, gid: 65_534, stdio: 'ignore', env: { PATH: process.env.PATH } } as const;
        execFileSync('ls', [folder], other);
        for (const name of ['world.json', 'authorization', 'functions.log', 'bucket'])
          expect(() => execFileSync('ls', [join(dataDir, name)], other), name).toThrow();
      },
    );

    it('is not a folder that holds other things, which keeps its modes', async () => {
      const home = join(folder, 'home');
      mkdirSync(join(home, 'papers'), { recursive: true, mode: 0o755 });
      writeFileSync(join(home, 'papers', 'draft.txt'), 'for all to read', { mode: 0o644 });
      const before = modes(home);
      await expect(startLocalWorld({ dataDir: home })).rejects.toMatchObject({
        faults: [{ code: 'DATA_DIR_NOT_OURS' }],
      });
      expect(modes(home)).toEqual(before);
    });

    it('keeps what a link in it leads to as it was', () => {
      expect((statSync(elsewhere).mode & 0o777).toString(8)).toBe('644');
    });

    it('keeps no secret once it is served no more', async () => {
      await world.close();
      expect(existsSync(join(dataDir, 'world.json'))).toBe(false);
      expect(existsSync(join(dataDir, 'authorization'))).toBe(false);
    });
  },
);
