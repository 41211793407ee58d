import { Command } from 'commander';
import { defaultDataDir, localWorld } from '../connection.ts';

export function envCommand(): Command {
  return new Command('env')
    .description(
      'Print the variables with which aws, an AWS SDK or curl call a "sarcomere serve" on this machine: eval "$(sarcomere env)".',
    )
    .option('--data <dir>', 'data folder that is served', defaultDataDir)
    .action(({ data }: { data: string }) => {
      process.stdout.write(shellLines(data));
    });
}

/** Lines for a shell, valid until the server starts again with new secrets. */
function shellLines(dataDir: string): string {
  const { env, apiUrl, apiToken } = localWorld(dataDir);
  const ofAws = Object.entries(env).filter(([name]) => name.startsWith('AWS_'));
  const exported = [...ofAws, ['SARCOMERE_API', apiUrl], ['TOKEN', apiToken]];
  const lines = exported.map(([name, value]) => `export ${name}='${value}'`);
  // A profile would take precedence over the key, and a session token would be sent with the key.
  return `${['unset AWS_PROFILE AWS_SESSION_TOKEN', ...lines].join('\n')}\n`;
}
