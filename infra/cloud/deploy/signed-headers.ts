import { SFNClient } from '@aws-sdk/client-sfn';
import { SignatureV4 } from '@smithy/signature-v4';

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers of a request to an API of API Gateway, signed with the credentials that the AWS SDK finds. */
export async function signedHeaders(
  { method, url, headers, body }: UnsignedRequest,
  region: string,
): Promise<Record<string, string>> {
  const { config } = new SFNClient({ region }); // for its credentials and its hash only
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: config.credentials,
    sha256: config.sha256,
  });
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    body,
  });
  const { host: _host, ...sent } = signed.headers; // fetch sets this header
  return sent;
}
