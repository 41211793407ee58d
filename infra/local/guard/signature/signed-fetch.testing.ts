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

/** A request that is signed by the AWS SDK's own signer, and is otherwise as the caller wants it. */
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
  const { host: _host, ...sent } = signed.headers; // fetch writes it by itself
  return fetch(url, { method, headers: sent, ...(body === undefined ? {} : { body }) });
}
