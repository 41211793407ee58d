import type { ApiAnswer } from './parts.ts';

/** 200 with a JSON body. */
export function jsonAnswer(value: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

/** 202 with a JSON body, and the address at which to follow the work. */
export function acceptedAnswer(value: unknown, location: string): ApiAnswer {
  return { ...(jsonAnswer(value, { location }) as object), statusCode: 202 };
}

/** 200 with a table as text. RFC 4180: lines end with CRLF, and the media type says that there is a header. */
export function csvAnswer(lines: readonly string[]): ApiAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/csv; charset=utf-8; header=present', 'cache-control': 'no-store' },
    body: `${lines.join('\r\n')}\r\n`,
  };
}
