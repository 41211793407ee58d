import type { IncomingHttpHeaders } from 'node:http';
import { isForLoopback } from './loopback.ts';

/** Why a request is refused. */
export interface Refusal {
  readonly status: 403 | 415;
  readonly reason: string;
}

export interface Door {
  /** True if the server serves pages, which may call it from the same origin. */
  readonly servesPages: boolean;
}

/**
 * Checks whether a request comes from a web page or was meant for another machine. Must be called for every request,
 * before its body is read and whatever secret it has: a browser adds cookies and reaches loopback for any page on the
 * internet. A browser sends `Origin` with every request that may change something, and `Sec-Fetch-Site` with every
 * request; programs send neither. Forms are also refused by their type, for browsers that send neither.
 */
export function refusalOf(headers: IncomingHttpHeaders, { servesPages }: Door): Refusal | undefined {
  if (!isForLoopback(headers.host))
    return { status: 403, reason: 'This server answers requests of this machine only.' };
  const own = servesPages ? `http://${headers.host}` : undefined;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isFromOtherOrigin = origin !== undefined && origin !== own;
  const isFromPage = site !== undefined && site !== 'none' && !(servesPages && site === 'same-origin');
  if (isFromOtherOrigin || isFromPage) {
    return { status: 403, reason: 'This server answers programs, but no web pages of another origin.' };
  }
  if (/multipart\/form-data/i.test(headers['content-type'] ?? '')) {
    return { status: 415, reason: 'This server accepts no forms: send the content itself as the body.' };
  }
  return undefined;
}
