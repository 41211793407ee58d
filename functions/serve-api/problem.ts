import { STATUS_CODES } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { z } from 'zod';
import { cutFaults, type Fault, FaultError } from '../../layers/base/faults/index.ts';

export const faultSchema = z
  .object({
    code: z.string().describe('Stable, upper case, e.g. COLUMN_MISSING.'),
    what: z.string().describe('One sentence: what is wrong.'),
    where: z
      .object({
        file: z.string().optional(),
        row: z.number().int().optional().describe('From 1; the header of a table is row 1.'),
        column: z.string().optional().describe('Column of a table, or path of a field.'),
      })
      .describe('Where it lies, as far as that can be said.'),
    found: z.string(),
    expected: z.string(),
    fix: z.string().describe('What to do about it.'),
  })
  .meta({ id: 'Fault', description: 'One thing that is wrong with what was sent, and how to mend it.' });

export const problemSchema = z
  .object({
    type: z.string().describe(`${'about:blank'}, or ${'urn:sarcomere:faults'} where faults are listed.`),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    requestId: z.string().optional().describe('Finds the request in the log.'),
    faults: z
      .array(faultSchema)
      .optional()
      .describe('Everything that is wrong, at once; cut with a count beyond 200 of a kind or 256 kB.'),
  })
  .meta({ id: 'Problem', description: 'An error as RFC 9457 has it.' });

export type Problem = z.infer<typeof problemSchema>;

/** An answer other than success that a route decides on. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    more: { faults?: readonly Fault[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.faults = cutFaults(more.faults ?? []);
    this.headers = more.headers ?? {};
  }
}

/** 409 with the faults of an error: what was asked for does not go with what is there. */
export function conflict({ faults }: FaultError): ProblemError {
  return new ProblemError(409, faults[0]?.what ?? 'This is not possible now.', { faults });
}

/** Any error as problem+json. What we did not foresee says nothing of its inside. */
export function problemAnswer(error: unknown, requestId?: string): APIGatewayProxyStructuredResultV2 {
  const { status, message, faults, headers } = foreseen(error);
  const problem: Problem = {
    // RFC 9457 section 4.2.1: about:blank where the status says it all.
    type: faults.length > 0 ? 'urn:sarcomere:faults' : 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(faults.length > 0 ? { faults: [...faults] } : {}),
  };
  return {
    statusCode: status,
    headers: { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify(problem),
  };
}

function foreseen(error: unknown): Pick<ProblemError, 'status' | 'message' | 'faults' | 'headers'> {
  if (error instanceof ProblemError) return error;
  if (error instanceof FaultError) {
    return new ProblemError(422, 'What was sent cannot be used; every fault is listed.', {
      faults: error.faults,
    });
  }
  if (error instanceof Error && error.name === 'TransientError') {
    return new ProblemError(503, 'A service behind this one did not answer; try again.', {
      headers: { 'retry-after': '2' },
    });
  }
  // The name that middy gives to what did not end before the function's own time did.
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ProblemError(504, 'This took longer than a request may take. Send less at once.');
  }
  return new ProblemError(500, 'This is our failure, not yours. The request id finds it in the log.');
}
