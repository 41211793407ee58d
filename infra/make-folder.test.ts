import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

const home = mkdtempSync(join(tmpdir(), 'sarcomere-folder-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a folder', () => {
  it('is made with the folders above it, and the outermost new one is returned', () => {
    const folder = join(home, 'a', 'b', 'c');
    expect(makeFolder(folder)).toBe(join(home, 'a'));
    expect(makeFolder(folder)).toBeUndefined();
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('gets the rights that are asked for', () => {
    makeFolder(join(home, 'private', 'own'), 0o700);
    expect(statSync(join(home, 'private')).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'private', 'own')).mode & 0o777).toBe(0o700);
  });

  it('is refused in the place of a file, or below one', () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow(expect.objectContaining({ code: 'EEXIST', path: file }));
    expect(() => makeFolder(join(file, 'x'))).toThrow(
      expect.objectContaining({ code: 'EEXIST', path: file }),
    );
  });

  it.skipIf(process.platform === 'win32')('is refused in the place of a link that leads nowhere', () => {
    const link = join(home, 'link');
    symlinkSync(join(home, 'nowhere'), link);
    expect(() => makeFolder(join(link, 'x'))).toThrow(
      expect.objectContaining({ code: 'EEXIST', path: link }),
    );
  });
});
