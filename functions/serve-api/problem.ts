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
      .describe('Place of the fault, as far as it is known.'),
    found: z.string(),
    expected: z.string(),
    fix: z.string().describe('How to correct it.'),
  })
  .meta({ id: 'Fault', description: 'One fault of a request or a study, and how to correct it.' });

export const problemSchema = z
  .object({
    type: z.string().describe('about:blank, or urn:sarcomere:faults if there are faults.'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    requestId: z.string().optional().describe('Id of the request in the log.'),
    faults: z
      .array(faultSchema)
      .optional()
      .describe(
        'Every fault. Beyond 200 of a kind, or 256 kB in all, the list is cut and says how many were left out.',
      ),
  })
  .meta({ id: 'Problem', description: 'An error, as in RFC 9457.' });

export type Problem = z.infer<typeof problemSchema>;

/** An error that a route answers on purpose. */
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

/** 409 with the faults of an error: the request conflicts with the present state. */
export function conflict({ faults }: FaultError): ProblemError {
  return new ProblemError(409, faults[0]?.what ?? 'This is not possible now.', { faults });
}

/** Any error as problem+json. Unforeseen errors reveal nothing. */
export function problemAnswer(error: unknown, requestId?: string): APIGatewayProxyStructuredResultV2 {
  const { status, message, faults, headers } = foreseen(error);
  const problem: Problem = {
    // RFC 9457 section 4.2.1: about:blank if the status says enough.
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
    return new ProblemError(422, 'The request or the study has faults; all of them are listed.', {
      faults: error.faults,
    });
  }
  if (error instanceof Error && error.name === 'TransientError') {
    return new ProblemError(503, 'A service that the API needs did not answer. Try again.', {
      headers: { 'retry-after': '2' },
    });
  }
  // Thrown by middy shortly before the function's time is over.
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ProblemError(504, 'The request took too long. Send less at once.');
  }
  return new ProblemError(
    500,
    'The API failed; the request is not at fault. The request id finds the error in the log.',
  );
}
