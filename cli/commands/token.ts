import { Command, Option } from 'commander';
import open from 'open';
import { type Scope, scopeName, scopes, signInCallback } from '../../infra/system.ts';
import { say } from '../terminal/window.ts';
import { tokenSettings } from '../token/issuer.ts';
import { machineToken } from '../token/machine-token.ts';
import { personToken } from '../token/person-token.ts';

const signInWithinMs = 5 * 60_000;
const allScopes = Object.keys(scopes) as Scope[];

export function tokenCommand(): Command {
  return new Command('token')
    .description('Print an access token for a deployed API. It is valid for an hour and stored nowhere.')
    .addOption(new Option('--scope <scopes...>', 'rights of the token').choices(allScopes).default(allScopes))
    .option('--no-browser', 'print the address to sign in at without opening a browser')
    .addHelpText(
      'after',
      `
SARCOMERE_ISSUER and SARCOMERE_CLIENT_ID in the environment name the issuer and the client. A person signs in with
a browser; a machine needs no sign-in if SARCOMERE_CLIENT_SECRET is set as well.`,
    )
    .action(async ({ scope, browser }: { scope: Scope[]; browser: boolean }) => {
      const settings = tokenSettings(process.env);
      const names = scope.map(scopeName).join(' ');
      const token =
        settings.clientSecret === undefined
          ? await personToken(settings, names, {
              callback: new URL(signInCallback),
              show: (address) => showSignIn(address, browser),
              timeoutMs: signInWithinMs,
            })
          : await machineToken(settings, names);
      process.stdout.write(`${token}\n`);
    });
}

/** Always prints the address: the machine may have no browser, or not the one the user wants. */
function showSignIn(address: URL, browser: boolean): void {
  say(process.stderr, [`Sign in at ${address}`]);
  if (browser) open(address.href).catch(() => {});
}
