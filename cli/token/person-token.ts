import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { knownIssuer, type TokenSettings, whyOf } from './issuer.ts';
import { waitForBrowser } from './wait-for-browser.ts';

export interface SignIn {
  /** Address of this machine to which the issuer sends the browser back. */
  readonly callback: URL;
  /** Shows the address for signing in. */
  readonly show: (address: URL) => void;
  readonly timeoutMs: number;
}

/**
 * Gets an access token for a person, who signs in with a browser: authorization code with PKCE (RFC 7636) and a redirect
 * to loopback (RFC 8252). A code that another program on this machine catches is useless without the verifier.
 */
export async function personToken(
  settings: TokenSettings,
  scope: string,
  { callback, show, timeoutMs }: SignIn,
): Promise<string> {
  const issuer = await knownIssuer(settings);
  const verifier = randomPKCECodeVerifier();
  const state = randomState();
  const address = buildAuthorizationUrl(issuer, {
    redirect_uri: callback.href,
    scope: `openid ${scope}`,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  });
  const cameBack = await waitForBrowser({ callback, state, timeoutMs, listening: () => show(address) });
  try {
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    return (await authorizationCodeGrant(issuer, cameBack, checks)).access_token;
  } catch (error) {
    throw new Error(`${settings.issuer} refuses a token: ${whyOf(error)}`);
  }
}
