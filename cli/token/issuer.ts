import {
  allowInsecureRequests,
  ClientSecretBasic,
  type Configuration,
  discovery,
  None,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { isForLoopback } from '../../infra/local/index.ts';

/** Issuer and client of a token. The client of a person has no secret, that of a machine has one. */
export interface TokenSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret?: string;
}

/** @throws Error with the names of missing or wrong variables */
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

/** The issuer's metadata, with the authentication of the client. */
export async function knownIssuer({ issuer, clientId, clientSecret }: TokenSettings): Promise<Configuration> {
  const authentication = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret);
  try {
    return await discovery(issuer, clientId, undefined, authentication, {
      execute: issuer.protocol === 'http:' ? [allowInsecureRequests] : [],
    });
  } catch (error) {
    throw new Error(
      `cannot read the metadata of the issuer ${issuer}: ${whyOf(error)}. Is SARCOMERE_ISSUER right?`,
    );
  }
}

/** Why a request to an issuer failed, in the issuer's words if there are any; never holds the request. */
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

/** True for TLS and for this machine: secrets and tokens must not be sent otherwise. */
function isSafe({ protocol, host }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isForLoopback(host));
}
