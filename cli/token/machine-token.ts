import { clientCredentialsGrant } from 'openid-client';
import { knownIssuer, type TokenSettings, whyOf } from './issuer.ts';

/** An access token for a machine, which shows its secret (client credentials, RFC 6749, section 4.4). */
export async function machineToken(settings: TokenSettings, scope: string): Promise<string> {
  const issuer = await knownIssuer(settings);
  try {
    return (await clientCredentialsGrant(issuer, { scope })).access_token;
  } catch (error) {
    throw new Error(
      `${settings.issuer} gives the client ${settings.clientId} no token: ${whyOf(error)}. Are SARCOMERE_CLIENT_ID and SARCOMERE_CLIENT_SECRET those of the same client?`,
    );
  }
}
