import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { FaultError } from '../layers/base/faults/index.ts';
import { damagedModel, digestsFile, parseDigests } from '../layers/model/predictor/index.ts';
import { keys, readLatest, soundLatest } from '../layers/run/records/index.ts';
import type { Bucket } from '../layers/run/storage/index.ts';
import { sha256 } from '../layers/run/storage/index.ts';
import { replaceModelFolder } from './model-folder.ts';
import { type Disk, realDisk } from './whole/disk.ts';

export interface DownloadedModel {
  readonly run: string;
  /** Folder with `model.json` and `weights.bin`. */
  readonly model: string;
  readonly report: string;
}

/**
 * Copies the files of a model into the folder `model` and compares each with its digest. An earlier model stays until the
 * new one is complete.
 *
 * @throws FaultError MODEL_ABSENT, MODEL_DAMAGED
 */
export async function downloadModel(
  bucket: Pick<Bucket, 'getBytes' | 'getText' | 'pieces'>,
  study: string,
  outDir: string,
  wantedRun?: string,
  disk: Disk = realDisk,
): Promise<DownloadedModel> {
  // A damaged pointer is no obstacle if the run is named.
  const latest = await (wantedRun === undefined ? readLatest : soundLatest)(bucket, study);
  const run = wantedRun ?? latest?.run;
  const list = run === undefined ? undefined : await bucket.getText(keys.model(study, run, digestsFile));
  if (run === undefined || list === undefined) throw new FaultError([modelAbsent(study, wantedRun)]);
  const damaged = (file: string, found: string, expected: string) =>
    damagedModel({ file: keys.model(study, run, file), found, expected });
  const digests = parseDigests(list);
  const isOther = run === latest?.run && sha256(list) !== latest.manifestDigest;
  if (!digests || isOther) throw damaged(digestsFile, 'other text', 'the digests that were published');

  const model = join(outDir, 'model');
  await replaceModelFolder(
    model,
    async ({ path }) => {
      for (const [name, digest] of digests) {
        const found = await copyPieces(bucket.pieces(keys.model(study, run, name)), join(path, name), disk);
        if (found !== digest) throw damaged(name, `SHA-256 ${found}`, `SHA-256 ${digest}`);
      }
      disk.writeSynced(join(path, digestsFile), list);
    },
    disk,
  );
  return { run, model, report: join(model, 'report.html') };
}

function modelAbsent(study: string, run: string | undefined) {
  return {
    code: 'MODEL_ABSENT',
    what:
      run === undefined ? `No model of ${study} has been published.` : `Run ${run} of ${study} has no model.`,
    where: {},
    found: 'no model',
    expected: 'a run that ended as "Published"',
    fix: '"sarcomere status" shows the runs and how each one ended.',
  };
}

/** @returns the SHA-256 of the pieces, in hexadecimal */
async function copyPieces(pieces: AsyncIterable<Uint8Array>, path: string, disk: Disk): Promise<string> {
  const hash = createHash('sha256');
  const file = disk.create(path);
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      file.write(piece);
    }
  } finally {
    file.close();
  }
  return hash.digest('hex');
}
