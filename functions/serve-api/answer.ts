import type { ApiAnswer } from './parts.ts';

/** 200 with a JSON body. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

/** 202 with a JSON body, and where to ask what becomes of it. */
export function accepted(value: unknown, location: string): ApiAnswer {
  return { ...(json(value, { location }) as object), statusCode: 202 };
}

/** 200 with a table as text; RFC 4180 has lines end with CRLF, and a header named in the media type. */
export function csv(lines: readonly string[]): ApiAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/csv; charset=utf-8; header=present', 'cache-control': 'no-store' },
    body: `${lines.join('\r\n')}\r\n`,
  };
}
