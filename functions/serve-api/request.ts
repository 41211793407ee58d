import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import { FaultError } from '../../layers/base/faults/index.ts';
import { studyName } from '../../layers/study/manifest/index.ts';
import { fieldFaults } from './field-faults.ts';
import { ProblemError } from './problem.ts';

export const studyParameter = z.object({
  study: studyName.describe('Name of the study.'),
});

export const runName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'lower-case letters, digits and hyphens, at most 80');

/** Checked parameters of the path or the query. @throws FaultError with one fault for each invalid parameter */
export function parameters<T extends z.ZodType>(
  schema: T,
  given: Readonly<Record<string, string | undefined>> | undefined,
): z.infer<T> {
  const parsed = schema.safeParse(given ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new FaultError(fieldFaults(parsed.error.issues));
}

/** The media type of the body, without its parameters, in lower case. */
export function mediaType(event: APIGatewayProxyEventV2): string {
  return (header(event, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase();
}

/** A header by its lower-case name. API Gateway writes names in lower case, other gateways may not. */
export function header(event: APIGatewayProxyEventV2, name: string): string | undefined {
  const entry = Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return entry?.[1];
}

export function bodyBytes(event: APIGatewayProxyEventV2): Uint8Array {
  return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
}

export function bodyText(event: APIGatewayProxyEventV2): string {
  return event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : (event.body ?? '');
}

/**
 * True if the client prefers CSV to JSON: the q of text/csv is higher than that of application/json
 * (RFC 9110 section 12.5.1, without its rules on the specificity of parameters).
 */
export function prefersCsv(event: APIGatewayProxyEventV2): boolean {
  const accept = header(event, 'accept') ?? '*/*';
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...options] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = options.find((option) => option.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  const qualityOf = (type: string) => {
    const candidates = [type, `${type.split('/')[0]}/*`, '*/*'];
    return (
      candidates
        .map((name) => ranges.find((range) => range.type === name)?.quality)
        .find((q) => q !== undefined) ?? 0
    );
  };
  const csv = qualityOf('text/csv');
  const json = qualityOf('application/json');
  if (csv === 0 && json === 0) {
    throw new ProblemError(406, 'The answer is application/json or text/csv.');
  }
  return csv > json;
}
