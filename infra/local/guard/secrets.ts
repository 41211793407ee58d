import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** An access key in the form of AWS; requests are signed with its secret. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Secrets that keep other users of this machine out. They are new at each start and stored only in the data folder. */
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

/** Compares in constant time, which reveals nothing about the secret. */
export function isSameSecret(shown: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(secret));
}
