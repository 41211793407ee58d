import { plainReason } from './aws-answer.ts';
import { notInstalled, type RunCommand } from './run-command.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The region that everything is done in, by the rule of AWS's command line: the environment, then the profile.
 *
 * @throws Error where none is named
 */
export async function regionOf(run: RunCommand, env: Environment): Promise<string> {
  const named = env.AWS_REGION || env.AWS_DEFAULT_REGION;
  if (named) return named;
  const { code, stdout } = await run('aws', ['configure', 'get', 'region']);
  if (code === notInstalled) throw new Error(stdout);
  const configured = code === 0 ? stdout.trim() : '';
  if (configured === '') {
    throw new Error(plainReason(stdout.trim() === '' ? 'You must specify a region' : stdout));
  }
  return configured;
}

/**
 * The same region for every command. They would not agree: version 1 of AWS's command line knows AWS_DEFAULT_REGION
 * alone, the SDK for JavaScript AWS_REGION alone, and CDK takes us-east-1 where it finds none.
 */
export function inRegion(region: string, run: RunCommand): RunCommand {
  return (command, args, options = {}) =>
    run(command, args, {
      ...options,
      env: { AWS_REGION: region, AWS_DEFAULT_REGION: region, ...options.env },
    });
}
