import { z } from 'zod';
import { runningRuns, withdrawSubject, writesUntil } from '../../../layers/run/records/index.ts';
import { pseudonym, studyName } from '../../../layers/study/manifest/index.ts';
import { json } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { ProblemError } from '../problem.ts';
import { parameters } from '../request.ts';

const path = z.object({
  study: studyName.describe('Name of the study.'),
  subject: pseudonym.describe('The person to withdraw, as study.json names them.'),
});

const query = z.object({
  run: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Whether a run of the study without the person starts at once.'),
});

const withdrawalSchema = z
  .object({
    study: z.string(),
    recordings: z.number().int().describe('Recordings taken out of the manifest.'),
    runs: z.array(z.string()).describe('Runs that held the person; all their objects are gone.'),
    models: z.array(z.string()).describe('Runs whose global models are gone.'),
    isPublishedModelWithdrawn: z
      .boolean()
      .describe('Then the study answers no predictions until a run without the person has ended.'),
    isRunPossible: z
      .boolean()
      .describe(
        'Whether recordings of other people are left: `POST /v1/studies/{study}/runs` then starts a run.',
      ),
    unnamedFiles: z
      .array(z.string())
      .describe(
        'Up to a hundred other files of the study that its manifest does not name: look whose they are.',
      ),
    deleted: z.number().int().describe('Objects deleted, with all their earlier versions.'),
    retained: z
      .array(z.object({ key: z.string(), reason: z.string() }))
      .describe('What the bucket refused to delete (a retention lock, say), with its reason.'),
    repeatAfter: z.iso
      .datetime()
      .optional()
      .describe(
        'A run was stopped or failed lately, and a function of it may still write: repeat the withdrawal after this.',
      ),
  })
  .meta({ id: 'Withdrawal' });

/** DELETE /v1/studies/{study}/subjects/{subject}: takes one person out of a study, its runs and its models. */
export const withdrawSubjectRoute: ApiRoute = {
  method: 'DELETE',
  path: '/v1/studies/{study}/subjects/{subject}',
  operation: {
    operationId: 'withdrawSubject',
    summary: 'Withdraw one person: recordings, and every run and model that holds them',
    description:
      'Deletes for good, earlier versions included. Repeat it if it was cut short. Refused (409) while a run of the study is going on.',
    request: { params: path, query },
    responses: {
      200: {
        description: 'What is gone, and what is retained.',
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
        `The study is being run (${own[0]!.run}). Wait until the run has ended or cancel it, then withdraw the subject.`,
      );
    }
    const repeatAfter = await writesUntil(runs, study, now());
    const done = await withdrawSubject(bucket, study, subject, { startsRun: run === 'true' });
    return json({ ...done, ...(repeatAfter === undefined ? {} : { repeatAfter }) });
  },
};
