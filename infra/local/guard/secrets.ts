import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** An access key as AWS gives them out; requests are signed with its secret. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What keeps other users of this machine out. Made anew at each start, and kept in the data folder alone. */
export interface Secrets {
  readonly credentials: Credentials;
  /** Bearer token of the HTTP API. */
  readonly apiToken: string;
}

export function newSecrets(): Secrets {
  return {
    credentials: {
      accessKeyId: `LOCAL${randomBytes(10).toString('hex').slice(0, 15).toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64url'),
    },
    apiToken: randomBytes(30).toString('base64url'),
  };
}

/** Compares without telling by its duration how much of the secret was right. */
export function isSameSecret(shown: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(secret));
}
