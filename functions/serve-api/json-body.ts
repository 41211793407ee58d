import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ProblemError } from './problem.ts';
import { bodyText, mediaType } from './request.ts';

/**
 * The body as JSON; 400 if it is not JSON or is nested too deeply, 415 if its media type is another, 422 if it has more
 * values than the route takes.
 *
 * @param mostValues limit for the whole body, needed because a schema checks every entry of a list before its length
 */
export function jsonBody(
  event: APIGatewayProxyEventV2,
  { mostValues = Number.POSITIVE_INFINITY }: { readonly mostValues?: number } = {},
): unknown {
  const type = mediaType(event);
  const isJson = type === '' || type === 'application/json' || type.endsWith('+json');
  if (!isJson) throw new ProblemError(415, 'The body must be application/json.');
  const text = bodyText(event);
  const { depth, values } = extentOf(text);
  if (depth > mostDepth) throw tooDeep(depth);
  if (values > mostValues) throw tooMany(values, mostValues);
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError(400, 'The body is not JSON.', {
      faults: [
        {
          code: 'BODY_SYNTAX',
          what: 'The body is not JSON.',
          where: {},
          found: JSON.stringify(text.slice(0, 60)),
          expected: 'JSON text (RFC 8259)',
          fix: 'Send valid JSON: without comments, NaN or a comma after the last entry.',
        },
      ],
    });
  }
}

/** No body of this API has more than five levels. `JSON.parse` takes any depth, but code that prints a value recurses. */
const mostDepth = 32;

/** Levels of brackets and number of values, counted by the marks outside strings; approximate for text that is not JSON. */
function extentOf(text: string): { depth: number; values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at);
    if (mark === quote) at = stringEnd(text, at);
    else if (mark === comma) values++;
    else if (mark === openBrace || mark === openBracket) {
      values++;
      if (++depth > deepest) deepest = depth;
    } else if (mark === closedBrace || mark === closedBracket) depth--;
  }
  return { depth: deepest, values };
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}

const quote = 34;
const comma = 44;
const openBracket = 91;
const backslash = 92;
const closedBracket = 93;
const openBrace = 123;
const closedBrace = 125;

function tooDeep(depth: number): ProblemError {
  return new ProblemError(400, 'The body is nested too deeply.', {
    faults: [
      {
        code: 'BODY_DEPTH',
        what: 'The body is nested too deeply.',
        where: {},
        found: `${depth} levels of brackets`,
        expected: `at most ${mostDepth}`,
        fix: 'Send the body as /v1/openapi.json describes it.',
      },
    ],
  });
}

function tooMany(values: number, most: number): ProblemError {
  return new ProblemError(422, 'The body has too many values.', {
    faults: [
      {
        code: 'BODY_VALUES',
        what: 'The body has too many values.',
        where: {},
        found: `about ${values} values`,
        expected: `at most ${most}`,
        fix: 'Send it in several requests.',
      },
    ],
  });
}
