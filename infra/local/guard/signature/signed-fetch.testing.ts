import { SFNClient } from '@aws-sdk/client-sfn';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../secrets.ts';

export interface SignedFetch {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly credentials: Credentials;
  readonly service: string;
  readonly signingDate?: Date;
}

/** Sends a request that is signed by the signer of the AWS SDK. */
export async function signedFetch({
  method,
  url: address,
  headers = {},
  body,
  credentials,
  service,
  signingDate = new Date(),
}: SignedFetch): Promise<Response> {
  const url = new URL(address);
  const { sha256 } = new SFNClient({ region: 'us-east-1' }).config;
  const signer = new SignatureV4({
    service,
    region: 'us-east-1',
    credentials,
    sha256,
    uriEscapePath: service !== 's3',
  });
  const signed = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      body: body ?? '',
    },
    { signingDate },
  );
  const { host: _host, ...sent } = signed.headers; // fetch sets this header
  return fetch(url, { method, headers: sent, ...(body === undefined ? {} : { body }) });
}
