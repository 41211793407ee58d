import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import type { GlobalModel } from '../../../layers/model/predictor/index.ts';
import { emgFromFile, predict, predictionTable } from '../../../layers/model/predictor/index.ts';
import { delimitedLines, formatOfContent, readMediaTypes } from '../../../layers/study/formats/index.ts';
import { csvAnswer, jsonAnswer } from '../answer.ts';
import { emgFromJson, origin, predictionRequest } from '../emg/from-json.ts';
import { longestS, type RequestEmg } from '../emg/request-emg.ts';
import { jsonBody } from '../json-body.ts';
import type { ApiAnswer, ApiRoute } from '../parts.ts';
import { predictionAnswer, predictionSchema } from '../prediction.ts';
import { ProblemError } from '../problem.ts';
import { publishedModel } from '../published-model.ts';
import { bodyBytes, mediaType, parameters, prefersCsv, studyParameter } from '../request.ts';

const csvText = z
  .string()
  .meta({ description: 'A table with a header: EMG with the columns of the study, or a prediction.' });
const tables = Object.fromEntries(readMediaTypes.map((type) => [type, { schema: csvText }]));
const originQuery = z.strictObject(origin);
/** A JSON body has fields for the names; a name in the query would go unread, so it is refused. */
const noQuery = z.strictObject({});

/** POST /v1/models/{study}/predictions: EMG in, joint angle and muscle forces out. */
export const predictRoute: ApiRoute = {
  method: 'POST',
  path: '/v1/models/{study}/predictions',
  operation: {
    operationId: 'predict',
    summary: 'Joint angle and muscle forces from EMG',
    description:
      'The body is EMG as JSON, or as a table with the columns of the study. With a table, give subject, site and task in the query. Unknown names and unknown parameters are refused. The answer is JSON, or CSV if Accept prefers it.',
    request: {
      params: studyParameter,
      query: originQuery,
      body: {
        required: true,
        content: { 'application/json': { schema: predictionRequest }, ...tables },
      },
    },
    responses: {
      200: {
        description: 'The prediction, at the rate of the model.',
        content: { 'application/json': { schema: predictionSchema }, 'text/csv': { schema: csvText } },
      },
    },
  },
  answer: async (event, parts) => {
    const { study } = parameters(studyParameter, event.pathParameters);
    const wantsCsv = prefersCsv(event);
    const published = await publishedModel(parts, study);
    const prediction = predict(published.model, emgOf(event, published.model));
    return withinLimit(
      wantsCsv
        ? csvAnswer(delimitedLines(predictionTable(prediction, published.model)))
        : jsonAnswer(predictionAnswer(published, prediction)),
    );
  },
};

function emgOf(event: APIGatewayProxyEventV2, model: GlobalModel): RequestEmg {
  const type = mediaType(event);
  const format = formatOfContent(type);
  if (format) {
    const names = parameters(originQuery, event.queryStringParameters);
    return { ...emgFromFile(`body${format.endings[0]}`, bodyBytes(event), model, longestS), ...names };
  }
  if (type !== 'application/json' && type !== '') {
    const taken = ['application/json', ...readMediaTypes];
    throw new ProblemError(415, `The body must be one of ${taken.join(', ')}.`, {
      headers: { accept: taken.join(', ') },
    });
  }
  parameters(noQuery, event.queryStringParameters);
  return emgFromJson(jsonBody(event), model);
}

/** Lambda answers at most 6 MB, and a truncated answer would be worse than none. */
const largestAnswerBytes = 5_900_000;

function withinLimit(answer: ApiAnswer): ApiAnswer {
  if (Buffer.byteLength(answer.body ?? '') <= largestAnswerBytes) return answer;
  throw new ProblemError(413, 'The answer would be larger than 5.9 MB. Send shorter pieces of EMG.');
}
