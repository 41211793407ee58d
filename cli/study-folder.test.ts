import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FaultError } from '../layers/base/faults/index.ts';
import { sarcomere } from '../test/sarcomere.testing.ts';
import { smallStudy } from '../test/small-study.testing.ts';
import { openStudyFolder } from './study-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-folder-'));
const original = join(folder, 'original');
const study = join(folder, 'study');
const secret = join(folder, 'secret.csv');
const [file = ''] = [...smallStudy('wrist-folder').keys()];
const recording = join(study, file);
const isRoot = process.getuid?.() === 0;

beforeAll(() => {
  for (const [name, text] of smallStudy('wrist-folder')) {
    mkdirSync(dirname(join(original, name)), { recursive: true });
    writeFileSync(join(original, name), text);
  }
  writeFileSync(secret, 'of another project');
});
beforeEach(() => {
  rmSync(study, { recursive: true, force: true });
  cpSync(original, study, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The faults of opening the folder, by code and file. */
function faultsOfOpening(): [string, string | undefined][] {
  try {
    openStudyFolder(study);
    return [];
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return error.faults.map(({ code, where }) => [code, where.file]);
  }
}

describe.skipIf(process.platform === 'win32')(
  'a study folder (skipped on Windows, which needs a right for links)',
  () => {
    it('is read as it is', () => {
      const { files, read } = openStudyFolder(study);
      expect(files).toContain(file);
      expect(Buffer.from(read(file)!).toString()).toBe(smallStudy('wrist-folder').get(file));
      expect(read('nothing.csv')).toBeUndefined();
    });

    it('is read through a link to itself, and through links within it', () => {
      renameSync(recording, join(study, 'kept.csv'));
      symlinkSync(join(study, 'kept.csv'), recording);
      symlinkSync(study, join(folder, 'link'));
      expect(openStudyFolder(join(folder, 'link')).files).toContain(file);
      rmSync(join(folder, 'link'));
    });

    it.each([
      ['a link out of it', () => symlinkSync(secret, recording), 'FILE_OUTSIDE_STUDY'],
      [
        'a link out of it by ".."',
        () => symlinkSync('../../../../../../../../etc/passwd', recording),
        'FILE_OUTSIDE_STUDY',
      ],
      [
        'a link to a link out of it',
        () => {
          symlinkSync(secret, join(study, 'a'));
          symlinkSync(join(study, 'a'), recording);
        },
        'FILE_OUTSIDE_STUDY',
      ],
      ['a link to a device', () => symlinkSync('/dev/zero', recording), 'FILE_OUTSIDE_STUDY'],
      ['a link to itself', () => symlinkSync(recording, recording), 'FILE_IS_LINK_LOOP'],
      ['a pipe that nobody writes to', () => execFileSync('mkfifo', [recording]), 'FILE_NOT_A_FILE'],
      ['a folder', () => mkdirSync(recording), 'FILE_NOT_A_FILE'],
    ])('with %s in the place of a recording is at fault', (_, put, code) => {
      rmSync(recording);
      put();
      expect(faultsOfOpening()).toEqual([[code, file]]);
    });

    it('whose folder of a site is a link out of it is at fault, with all files in there', () => {
      const elsewhere = join(folder, 'elsewhere');
      renameSync(dirname(recording), elsewhere);
      symlinkSync(elsewhere, dirname(recording));
      const faults = faultsOfOpening();
      expect(faults.length).toBeGreaterThan(1);
      expect(new Set(faults.map(([code]) => code))).toEqual(new Set(['FILE_OUTSIDE_STUDY']));
      rmSync(elsewhere, { recursive: true });
    });

    it('whose manifest is a link out of it is at fault', () => {
      renameSync(join(study, 'study.json'), join(folder, 'study.json'));
      symlinkSync(join(folder, 'study.json'), join(study, 'study.json'));
      expect(faultsOfOpening()).toEqual([['FILE_OUTSIDE_STUDY', 'study.json']]);
    });

    it('whose manifest is a pipe is at fault', () => {
      rmSync(join(study, 'study.json'));
      execFileSync('mkfifo', [join(study, 'study.json')]);
      expect(faultsOfOpening()).toEqual([['FILE_NOT_A_FILE', 'study.json']]);
    });

    it.skipIf(isRoot)(
      'with a file that may not be read is at fault (skipped for root, who may read all)',
      () => {
        chmodSync(recording, 0);
        expect(() => openStudyFolder(study).read(file)).toThrow('FILE_UNREADABLE');
      },
    );

    it('is not read if a file became a link after it was opened', () => {
      const { read } = openStudyFolder(study);
      rmSync(recording);
      symlinkSync(secret, recording);
      expect(() => read(file)).toThrow('FILE_OUTSIDE_STUDY');
    });

    it.each(['run', 'upload', 'validate', 'estimate'])(
      'with a link out of it is refused by sarcomere %s before anything is sent, with a fix',
      async (command) => {
        rmSync(recording);
        symlinkSync(secret, recording);
        const data = command === 'run' || command === 'upload' ? ['--data', join(folder, 'data')] : [];
        const { code, json, stderr } = await sarcomere(command, study, ...data, '--json');
        expect(code).toBe(2);
        expect(json).toMatchObject({ faults: [{ code: 'FILE_OUTSIDE_STUDY', where: { file } }] });
        expect(stderr).toContain('replace the link by a copy of the file');
        expect(existsSync(join(folder, 'data'))).toBe(false);
      },
    );
  },
);
