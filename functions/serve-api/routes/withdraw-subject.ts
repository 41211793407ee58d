import { z } from 'zod';
import { runningRuns, withdrawSubject, writesUntil } from '../../../layers/run/records/index.ts';
import { pseudonym, studyName } from '../../../layers/study/manifest/index.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { ProblemError } from '../problem.ts';
import { parameters } from '../request.ts';

const path = z.object({
  study: studyName.describe('Name of the study.'),
  subject: pseudonym.describe('Pseudonym of the person to withdraw, as in study.json.'),
});

const query = z.object({
  run: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: start a run of the study without the person at once.'),
});

const withdrawalSchema = z
  .object({
    study: z.string(),
    recordings: z.number().int().describe('Number of recordings removed from the manifest.'),
    runs: z.array(z.string()).describe('Runs with data of the person; all their objects were deleted.'),
    models: z.array(z.string()).describe('Runs whose global models were deleted.'),
    isPublishedModelWithdrawn: z
      .boolean()
      .describe('If true, the study has no predictions until a run without the person has ended.'),
    isRunPossible: z
      .boolean()
      .describe(
        'True if recordings of other people remain: `POST /v1/studies/{study}/runs` then starts a run.',
      ),
    unnamedFiles: z
      .array(z.string())
      .describe('Up to 100 files of the study that the manifest does not name. Check whose they are.'),
    deleted: z.number().int().describe('Number of objects deleted, each with all its versions.'),
    retained: z
      .array(z.object({ key: z.string(), reason: z.string() }))
      .describe(
        'Objects that the bucket refused to delete (because of a retention lock, say), with the reason.',
      ),
    repeatAfter: z.iso
      .datetime()
      .optional()
      .describe(
        'Present if a run stopped or failed a short time ago, so that its functions may still write. Repeat the withdrawal after this time.',
      ),
  })
  .meta({ id: 'Withdrawal' });

/** DELETE /v1/studies/{study}/subjects/{subject}: removes one person from a study, its runs and its models. */
export const withdrawSubjectRoute: ApiRoute = {
  method: 'DELETE',
  path: '/v1/studies/{study}/subjects/{subject}',
  operation: {
    operationId: 'withdrawSubject',
    summary: 'Withdraw one person: delete the recordings, and every run and model that used them',
    description:
      'Deletes permanently, earlier versions included. Repeat the call if it was interrupted. 409 while a run of the study is running.',
    request: { params: path, query },
    responses: {
      200: {
        description: 'The objects deleted and retained.',
        content: { 'application/json': { schema: withdrawalSchema } },
      },
    },
  },
  answer: async (event, { bucket, runs, now }) => {
    const { study, subject } = parameters(path, event.pathParameters);
    const { run } = parameters(query, event.queryStringParameters);
    const own = (await runningRuns(runs)).filter((running) => running.study === study);
    if (own.length > 0) {
      throw new ProblemError(
        409,
        `Run ${own[0]!.run} of the study is running. Wait until it has ended or cancel it, then withdraw the subject.`,
      );
    }
    const repeatAfter = await writesUntil(runs, study, now());
    const done = await withdrawSubject(bucket, study, subject, { startsRun: run === 'true' });
    return jsonAnswer({ ...done, ...(repeatAfter === undefined ? {} : { repeatAfter }) });
  },
};
