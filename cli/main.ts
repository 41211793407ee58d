#!/usr/bin/env node
import { Command, CommanderError, Help } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { exitCodes, reportError } from './exit.ts';
import { outliveReaders } from './outlive-readers.ts';
import { withCommands } from './terminal/invocation.ts';

/** In the order of the help. Only the given command is loaded: loading all commands takes twice as long. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).runCommand(),
  validate: async () => (await import('./commands/validate.ts')).validateCommand(),
  estimate: async () => (await import('./commands/estimate.ts')).estimateCommand(),
  schema: async () => (await import('./commands/schema.ts')).schemaCommand(),
  predict: async () => (await import('./commands/predict.ts')).predictCommand(),
  calibrate: async () => (await import('./commands/calibrate.ts')).calibrateCommand(),
  simulate: async () => (await import('./commands/simulate.ts')).simulateCommand(),
  serve: async () => (await import('./commands/serve.ts')).serveCommand(),
  env: async () => (await import('./commands/env.ts')).envCommand(),
  upload: async () => (await import('./commands/upload.ts')).uploadCommand(),
  status: async () => (await import('./commands/status.ts')).statusCommand(),
  redrive: async () => (await import('./commands/redrive.ts')).redriveCommand(),
  cancel: async () => (await import('./commands/cancel.ts')).cancelCommand(),
  report: async () => (await import('./commands/report.ts')).reportCommand(),
  models: async () => (await import('./commands/models.ts')).modelsCommand(),
  delete: async () => (await import('./commands/delete.ts')).deleteCommand(),
  token: async () => (await import('./commands/token.ts')).tokenCommand(),
};

const usualHelp = new Help();
const program = new Command('sarcomere')
  .description('Musculoskeletal models from EMG: check a study, train models, predict.')
  .version(packageJson.version)
  .showHelpAfterError('(--help shows the usage)')
  .configureHelp({
    commandUsage: (command) => withCommands(usualHelp.commandUsage(command)),
    boxWrap: (text, width) => usualHelp.boxWrap(withCommands(text), width),
  })
  .exitOverride();

const [first = ''] = process.argv.slice(2);
const isGiven = Object.hasOwn(commands, first);
// The version needs no command; the help and the advice on a misspelt command need all.
const names = isGiven ? [first] : ['--version', '-V'].includes(first) ? [] : Object.keys(commands);
for (const name of names) program.addCommand((await commands[name]!()).copyInheritedSettings(program));

outliveReaders();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.notUnderstood;
  else process.exitCode = reportError(error, process.argv.includes('--json'));
}
