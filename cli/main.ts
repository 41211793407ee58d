#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { calibrateCommand } from './commands/calibrate.ts';
import { cancelCommand } from './commands/cancel.ts';
import { deleteCommand } from './commands/delete.ts';
import { envCommand } from './commands/env.ts';
import { estimateCommand } from './commands/estimate.ts';
import { modelsCommand } from './commands/models.ts';
import { predictCommand } from './commands/predict.ts';
import { redriveCommand } from './commands/redrive.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { serveCommand } from './commands/serve.ts';
import { simulateCommand } from './commands/simulate.ts';
import { statusCommand } from './commands/status.ts';
import { tokenCommand } from './commands/token.ts';
import { uploadCommand } from './commands/upload.ts';
import { validateCommand } from './commands/validate.ts';
import { exitCodes, reportError } from './exit.ts';
import { outliveReaders } from './outlive-readers.ts';

const program = new Command('sarcomere')
  .description('Musculoskeletal models from EMG: check a study, train models, predict.')
  .version(packageJson.version)
  .showHelpAfterError('(--help shows the usage)')
  .exitOverride();

for (const command of [
  runCommand,
  validateCommand,
  estimateCommand,
  schemaCommand,
  predictCommand,
  calibrateCommand,
  simulateCommand,
  serveCommand,
  envCommand,
  uploadCommand,
  statusCommand,
  redriveCommand,
  cancelCommand,
  reportCommand,
  modelsCommand,
  deleteCommand,
  tokenCommand,
]) {
  program.addCommand(command().exitOverride());
}

outliveReaders();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.notUnderstood;
  else process.exitCode = reportError(error, process.argv.includes('--json'));
}
