import { Command } from 'commander';
import { defaultDataDir, localWorld } from '../connection.ts';

export function envCommand(): Command {
  return new Command('env')
    .description(
      'Print what a shell needs to call a "sarcomere serve" on this machine, by aws, an AWS SDK or curl: eval "$(sarcomere env)".',
    )
    .option('--data <dir>', 'data folder that is served', defaultDataDir)
    .action(({ data }: { data: string }) => {
      process.stdout.write(shellLines(data));
    });
}

/** Good until the server is started again: its secrets are new each time. */
function shellLines(dataDir: string): string {
  const { env, apiUrl, apiToken } = localWorld(dataDir);
  const ofAws = Object.entries(env).filter(([name]) => name.startsWith('AWS_'));
  const exported = [...ofAws, ['SARCOMERE_API', apiUrl], ['TOKEN', apiToken]];
  const lines = exported.map(([name, value]) => `export ${name}='${value}'`);
  // A profile would go before the key, and a session would be sent along with it.
  return `${['unset AWS_PROFILE AWS_SESSION_TOKEN', ...lines].join('\n')}\n`;
}
