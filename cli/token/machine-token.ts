import { clientCredentialsGrant } from 'openid-client';
import { knownIssuer, type TokenSettings, whyOf } from './issuer.ts';

/** Gets an access token for a machine by its secret (client credentials, RFC 6749, section 4.4). */
export async function machineToken(settings: TokenSettings, scope: string): Promise<string> {
  const issuer = await knownIssuer(settings);
  try {
    return (await clientCredentialsGrant(issuer, { scope })).access_token;
  } catch (error) {
    throw new Error(
      `${settings.issuer} refuses a token to the client ${settings.clientId}: ${whyOf(error)}. Do SARCOMERE_CLIENT_ID and SARCOMERE_CLIENT_SECRET belong to the same client?`,
    );
  }
}
