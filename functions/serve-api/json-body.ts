import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ProblemError } from './problem.ts';
import { bodyText, mediaType } from './request.ts';

/**
 * The body as JSON; 400 if it is none or lies too deep, 415 if it says that it is something else, 422 if it holds more values
 * than the route can take.
 *
 * @param mostValues of the whole body; a list is checked entry by entry before anything can say that it is too long
 */
export function bodyJson(
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
          fix: 'Send valid JSON; it has no comments, no NaN and no comma after the last entry.',
        },
      ],
    });
  }
}

/** No body of this API lies deeper than five levels. `JSON.parse` takes any depth, but whatever shows a value goes down by recursion. */
const mostDepth = 32;

/** Levels of brackets and number of values of a JSON text, by its marks outside strings; of what is no JSON, about so many. */
function extentOf(text: string): { depth: number; values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at);
    if (mark === QUOTE) at = stringEnd(text, at);
    else if (mark === COMMA) values++;
    else if (mark === BRACE || mark === BRACKET) {
      values++;
      if (++depth > deepest) deepest = depth;
    } else if (mark === CLOSED_BRACE || mark === CLOSED_BRACKET) depth--;
  }
  return { depth: deepest, values };
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

const QUOTE = 34;
const COMMA = 44;
const BRACKET = 91;
const BACKSLASH = 92;
const CLOSED_BRACKET = 93;
const BRACE = 123;
const CLOSED_BRACE = 125;

function tooDeep(depth: number): ProblemError {
  return new ProblemError(400, 'The body lies too many levels deep.', {
    faults: [
      {
        code: 'BODY_DEPTH',
        what: 'The body lies too many levels deep.',
        where: {},
        found: `${depth} levels of brackets`,
        expected: `at most ${mostDepth}`,
        fix: 'Send the body as /v1/openapi.json describes it.',
      },
    ],
  });
}

function tooMany(values: number, most: number): ProblemError {
  return new ProblemError(422, 'The body holds too many values.', {
    faults: [
      {
        code: 'BODY_VALUES',
        what: 'The body holds too many values.',
        where: {},
        found: `about ${values} values`,
        expected: `at most ${most}`,
        fix: 'Send it in several requests.',
      },
    ],
  });
}
