import {
  allowInsecureRequests,
  ClientSecretBasic,
  type Configuration,
  discovery,
  None,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { isForLoopback } from '../../infra/local/index.ts';

/** Who asks for a token, and whom: a person's client has no secret, a machine's has one. */
export interface TokenSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret?: string;
}

/** @throws Error that names the variables that are missing or wrong */
export function tokenSettings(env: Readonly<Record<string, string | undefined>>): TokenSettings {
  const {
    SARCOMERE_ISSUER: issuer,
    SARCOMERE_CLIENT_ID: clientId,
    SARCOMERE_CLIENT_SECRET: clientSecret,
  } = env;
  if (!issuer || !clientId) {
    const missing = Object.entries({ SARCOMERE_ISSUER: issuer, SARCOMERE_CLIENT_ID: clientId })
      .filter(([, value]) => !value)
      .map(([name]) => name);
    throw new Error(
      `${missing.join(' and ')} must be set: outputs Issuer and PeopleClientId (a machine: MachinesClientId) of the stack; see "Calling the API" in docs/operations.md`,
    );
  }
  if (!URL.canParse(issuer) || !isSafe(new URL(issuer))) {
    throw new Error(`SARCOMERE_ISSUER must be an https address, not ${issuer}`);
  }
  return { issuer: new URL(issuer), clientId, ...(clientSecret ? { clientSecret } : {}) };
}

/** What the issuer says of itself, with how the client shows who it is. */
export async function knownIssuer({ issuer, clientId, clientSecret }: TokenSettings): Promise<Configuration> {
  const authentication = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret);
  try {
    return await discovery(issuer, clientId, undefined, authentication, {
      execute: issuer.protocol === 'http:' ? [allowInsecureRequests] : [],
    });
  } catch (error) {
    throw new Error(
      `the issuer ${issuer} does not describe itself: ${whyOf(error)}. Is SARCOMERE_ISSUER right?`,
    );
  }
}

/** What went wrong in asking an issuer, its own words first; never what was sent to it. */
export function whyOf(failure: unknown): string {
  const { message, cause } = failure as Error;
  const challenge =
    failure instanceof WWWAuthenticateChallengeError ? failure.cause[0]?.parameters : undefined;
  const { error, error_description: description } = (challenge ?? failure) as Readonly<
    Record<string, string>
  >;
  if (error !== undefined) return description === undefined ? error : `${error}, ${description}`;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}

/** Secrets and tokens go over TLS, or do not leave this machine. */
function isSafe({ protocol, host }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isForLoopback(host));
}
