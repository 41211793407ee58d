import type { IncomingHttpHeaders } from 'node:http';
import { isForLoopback } from './loopback.ts';

/** Why a request is turned away at the door. */
export interface Refusal {
  readonly status: 403 | 415;
  readonly reason: string;
}

export interface Door {
  /** Pages are served behind this door, and may call it from where they were served. */
  readonly servesPages: boolean;
}

/**
 * Whether a request comes from a web page, or was meant for another machine. To be asked of every request, before
 * its body is read and whatever secret it shows: a browser adds cookies and reaches loopback for any page on the
 * internet. A browser always says `Origin` where a request may change something, and `Sec-Fetch-Site` with every
 * request; programs say neither. Forms are refused by their type too, for browsers that say neither.
 */
export function refusalOf(headers: IncomingHttpHeaders, { servesPages }: Door): Refusal | undefined {
  if (!isForLoopback(headers.host)) return { status: 403, reason: 'This server answers this machine only.' };
  const own = servesPages ? `http://${headers.host}` : undefined;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isFromOtherOrigin = origin !== undefined && origin !== own;
  const isFromPage = site !== undefined && site !== 'none' && !(servesPages && site === 'same-origin');
  if (isFromOtherOrigin || isFromPage) {
    return { status: 403, reason: 'This server answers programs, and no web page of another origin.' };
  }
  if (/multipart\/form-data/i.test(headers['content-type'] ?? '')) {
    return { status: 415, reason: 'This server takes no forms: send the content itself as the body.' };
  }
  return undefined;
}
