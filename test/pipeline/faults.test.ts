import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../layers/base/faults/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';
import { type WorldUnderTest, worldUnderTest } from '../local-world.testing.ts';
import { smallStudy, type UploadedFiles, withManifest } from '../small-study.testing.ts';

let under: WorldUnderTest;
beforeAll(async () => {
  under = await worldUnderTest();
});
afterAll(() => under.close());

/** Uploads, waits, and checks what holds for every study at fault: it is rejected and nothing else is written. */
async function faultsOf(study: string, files: UploadedFiles): Promise<Fault[]> {
  await under.upload(study, files);
  const run = await under.ended(study);
  expect(run.state, run.reason).toBe('Rejected');
  expect(run.reason).toMatch(/The study has \d+ faults?: [A-Z_]/);
  const written = (await under.bucket.list(''))
    .map(({ key }) => key)
    .filter((key) => key.includes(`/${study}/`));
  const beyondUpload = written.filter((key) => !key.startsWith('studies/'));
  expect(beyondUpload).toEqual([keys.claim(study), `runs/${study}/${run.run}/prepared/study-report.json`]);
  const faults = await under.faultsOf(run);
  for (const fault of faults) {
    for (const text of [fault.code, fault.what, fault.found, fault.expected, fault.fix])
      expect(text).not.toBe('');
    expect(fault.where.file).toBeDefined();
  }
  return faults;
}

/** The lines of a file changed, by row counted from 1 with the header as row 1. */
function editRows(
  files: UploadedFiles,
  ending: string,
  edit: (cells: string[], row: number) => string[] | undefined,
) {
  const name = [...files.keys()].find((file) => file.endsWith(ending))!;
  const lines = files.get(name)!.trimEnd().split('\n');
  const edited = lines.flatMap((line, at) => {
    const cells = edit(line.split(','), at + 1);
    return cells ? [cells.join(',')] : [];
  });
  files.set(name, `${edited.join('\n')}\n`);
  return name;
}

describe('a study with faults is rejected before anything is trained, with every fault of', () => {
  it('a missing column', async () => {
    const files = smallStudy('no-column');
    const file = editRows(files, '_emg.csv', (cells) => cells.slice(0, -1));
    expect(await faultsOf('no-column', files)).toMatchObject([
      { code: 'COLUMN_MISSING', where: { file, column: 'emg_ecu_mV' } },
    ]);
  });

  it('a NaN, a text cell and a gap in time in three files, all at once', async () => {
    const files = smallStudy('three-faults');
    const names = [...files.keys()].filter((file) => file.endsWith('_emg.csv'));
    const nan = editRows(files, names[0]!, (cells, row) =>
      row === 101 ? [cells[0]!, 'NaN', ...cells.slice(2)] : cells,
    );
    const text = editRows(files, names[1]!, (cells, row) =>
      row === 57 ? [...cells.slice(0, 2), 'oops', ...cells.slice(3)] : cells,
    );
    const gap = editRows(files, names[2]!, (cells, row) => (row > 2000 && row <= 2500 ? undefined : cells));
    const faults = await faultsOf('three-faults', files);
    expect(faults.map(({ where }) => where.file)).toEqual([nan, text, gap]);
    expect(faults[0]).toMatchObject({ where: { row: 101, column: 'emg_fcr_mV' } });
    expect(faults[1]).toMatchObject({
      where: { row: 57, column: 'emg_fcu_mV' },
      found: expect.stringContaining('oops'),
    });
    expect(faults[2]).toMatchObject({ where: { row: 2001, column: 'time_s' } });
  });

  it('a recording that is shorter than a window', async () => {
    const files = smallStudy('too-short');
    const file = editRows(files, '_angle.csv', (cells, row) => (row <= 12 ? cells : undefined));
    expect(await faultsOf('too-short', files)).toMatchObject([{ where: { file } }]);
  });

  it('a channel without a muscle', async () => {
    const files = withManifest(smallStudy('no-muscle'), (manifest) => {
      const channels = manifest.signals.emg.channels.map((channel, at) =>
        at === 1 ? { column: channel.column } : channel,
      );
      return { ...manifest, signals: { ...manifest.signals, emg: { ...manifest.signals.emg, channels } } };
    });
    expect(await faultsOf('no-muscle', files)).toMatchObject([
      { where: { file: 'study.json', column: 'signals.emg.channels[1].muscle' } },
    ]);
  });

  it('an unknown field of the manifest', async () => {
    const files = withManifest(smallStudy('unknown-field'), (manifest) => ({
      ...manifest,
      trainning: { seed: 3 },
    }));
    const [fault] = await faultsOf('unknown-field', files);
    expect(fault).toMatchObject({ where: { file: 'study.json', column: 'trainning' } });
    expect(fault!.fix).toContain('training');
  });

  it('a file that the manifest names but that was not uploaded', async () => {
    const files = smallStudy('not-uploaded');
    const [file] = [...files.keys()];
    files.delete(file!);
    expect(await faultsOf('not-uploaded', files)).toMatchObject([{ where: { file } }]);
  });

  it('a manifest that is no JSON', async () => {
    const files = smallStudy('no-json').set('study.json', '{"version": 1,');
    expect(await faultsOf('no-json', files)).toHaveLength(1);
  });

  it('a manifest that lies in the folder of another study', async () => {
    const files = withManifest(smallStudy('elsewhere'), (manifest: ManifestInput) => ({
      ...manifest,
      study: 'other',
    }));
    expect(await faultsOf('elsewhere', files)).toMatchObject([{ code: 'STUDY_NAME_DIFFERS' }]);
  });
});
