import { plainReason } from './aws-answer.ts';
import { notInstalled, type RunCommand } from './run-command.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The region of all commands, by the rule of AWS's command line: from the environment, then from the profile.
 *
 * @throws Error if none is set
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
 * Sets the same region for every command. Otherwise they may differ: version 1 of AWS's command line reads only
 * AWS_DEFAULT_REGION, the SDK for JavaScript reads only AWS_REGION, and CDK's default is us-east-1.
 */
export function inRegion(region: string, run: RunCommand): RunCommand {
  return (command, args, options = {}) =>
    run(command, args, {
      ...options,
      env: { AWS_REGION: region, AWS_DEFAULT_REGION: region, ...options.env },
    });
}
