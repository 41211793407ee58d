import { join } from 'node:path';
import { Command } from 'commander';
import { outliveShortages, startLocalWorld } from '../../infra/local/index.ts';
import { atLeastOne, portNumber } from '../arguments.ts';
import { defaultDataDir } from '../connection.ts';
import { say } from '../terminal/window.ts';

export function serveCommand(): Command {
  return new Command('serve')
    .description('Run the whole system on this machine: bucket, runs and HTTP API, on loopback.')
    .option('--data <dir>', 'folder that holds everything', defaultDataDir)
    .option('--port <n>', 'port of the API', portNumber)
    .option('--workers <n>', 'sub-domains trained side by side; default: one a core', atLeastOne)
    .action(async ({ data, port, workers }: { data: string; port?: number; workers?: number }) => {
      const warn = (line: string) => say(process.stderr, [line]);
      const world = await startLocalWorld({
        dataDir: data,
        ...(port === undefined ? {} : { ports: { api: port } }),
        ...(workers === undefined ? {} : { workers }),
        warn,
      });
      outliveShortages(warn);
      const other = data === defaultDataDir ? '' : ` --data ${data}`;
      // The commands are cut here so that they can be copied from a window of 80 columns.
      say(process.stdout, [
        `API     ${world.apiUrl}`,
        `bucket  s3://${world.bucketName} at ${world.bucketUrl}`,
        `runs    ${world.stepFunctionsUrl}`,
        '',
        `Upload a study:  sarcomere upload STUDY_DIR${other}`,
        `or:              eval "$(sarcomere env${other})"`,
        `                 aws --endpoint-url ${world.bucketUrl} s3 cp --recursive \\`,
        "                   --no-follow-symlinks --exclude 'truth/*' \\",
        `                   STUDY_DIR s3://${world.bucketName}/studies/STUDY/`,
        `Call the API:    curl -H @${join(data, 'authorization')} \\`,
        `                   ${world.apiUrl}/v1/models`,
        `The secrets are in ${data}, which only your user can read. They are new at each start.`,
      ]);
      await new Promise<void>((stop) => {
        process.once('SIGINT', () => stop());
        process.once('SIGTERM', () => stop());
      });
      await world.close();
    });
}
