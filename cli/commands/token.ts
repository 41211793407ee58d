import { Command, Option } from 'commander';
import open from 'open';
import { type Scope, scopeName, scopes, signInCallback } from '../../infra/system.ts';
import { tokenSettings } from '../token/issuer.ts';
import { machineToken } from '../token/machine-token.ts';
import { personToken } from '../token/person-token.ts';

const signInWithinMs = 5 * 60_000;
const allScopes = Object.keys(scopes) as Scope[];

export function tokenCommand(): Command {
  return new Command('token')
    .description('Print an access token for a deployed API, good for an hour; nothing keeps it.')
    .addOption(
      new Option('--scope <scopes...>', 'what its holder may do').choices(allScopes).default(allScopes),
    )
    .option('--no-browser', 'print the address to sign in at, and open no browser')
    .addHelpText(
      'after',
      `
SARCOMERE_ISSUER and SARCOMERE_CLIENT_ID in the environment say whom to ask. A person signs in with a browser; a
machine has SARCOMERE_CLIENT_SECRET in its environment besides, and is asked nothing.`,
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

/** The address is printed in any case: a machine may have no browser, or not the one that is wanted. */
function showSignIn(address: URL, browser: boolean): void {
  process.stderr.write(`sign in at ${address}\n`);
  if (browser) open(address.href).catch(() => {});
}
