import { join } from 'node:path';
import type { ModelFiles } from '../layers/model/predictor/index.ts';
import { digestsFile, type LoadedModel, loadGlobalModel } from '../layers/model/predictor/index.ts';
import { readGivenFile } from './given-file.ts';
import { say } from './terminal/window.ts';
import { realDisk } from './whole/disk.ts';
import { replaceFolder, wholeFolder } from './whole/replace-folder.ts';

/** Files of a model. Other files in its folder belong to the user and stay when the model is replaced. */
const modelFileNames: ReadonlySet<string> = new Set([
  'model.json',
  'weights.bin',
  'metrics.json',
  'contributions.json',
  'provenance.json',
  'report.html',
  'calibration.json',
  digestsFile,
]);

/** Opens and verifies the model in a folder. @throws FaultError MODEL_DAMAGED, FILE_UNREADABLE */
export async function openModelFolder(directory: string): Promise<LoadedModel> {
  const loaded = await loadGlobalModel(filesOf(directory));
  if (!loaded.isVerified) {
    say(process.stderr, [
      `${join(directory, digestsFile)} is missing, so model.json cannot be verified. "sarcomere report" fetches both.`,
    ]);
  }
  return loaded;
}

/** Replaces the model in a folder as a whole. @param fill writes the files of the new model */
export function replaceModelFolder<T>(
  directory: string,
  fill: Parameters<typeof replaceFolder<T>>[2],
  disk = realDisk,
): Promise<T> {
  return replaceFolder(directory, modelFileNames, fill, disk);
}

function filesOf(directory: string): Omit<ModelFiles, 'readPart'> {
  const folder = wholeFolder(directory);
  return {
    at: directory,
    read: async (name) => {
      const path = join(folder, name);
      if (name === digestsFile && realDisk.kindOf(path) === undefined) return undefined;
      return readGivenFile(path, '--model');
    },
  };
}
