import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeCeinmsStudy } from './ceinms-lower-limb.ts';
import { writeUciStudy } from './uci-lower-limb.ts';

/**
 * `npm run real-study -- knee|ankle DATA_DIR STUDY_DIR`: writes a study of real recordings, ready for
 * `sarcomere run STUDY_DIR`.
 */
const writers = {
  knee: { folder: 'uci-lower-limb', write: writeUciStudy },
  ankle: { folder: 'ceinms-lower-limb', write: writeCeinmsStudy },
};

const [name = '', dataDir = '', studyDir = ''] = process.argv.slice(2);
const writer = Object.hasOwn(writers, name) ? writers[name as keyof typeof writers] : undefined;
const source = writer && join(dataDir, writer.folder);
if (!writer || !source || studyDir === '' || !existsSync(source)) {
  process.stderr.write('usage: npm run real-study -- knee|ankle DATA_DIR STUDY_DIR\n');
  if (source && !existsSync(source)) process.stderr.write(`there is no folder ${source}\n`);
  process.exitCode = 2;
} else {
  writer.write(source, studyDir);
  process.stderr.write(`${name}: ${studyDir}/study.json\n`);
}
