import type { Fault } from '../../../layers/base/faults/index.ts';
import {
  keys,
  readUploadList,
  type StudyVersion,
  startVersion,
  studyVersion,
  uploadFaults,
} from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { acceptedAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { ProblemError } from '../problem.ts';
import { parameters, studyParameter } from '../request.ts';
import { startedHeaders, startedSchema } from '../runs/started.ts';

/** POST /v1/studies/{study}/runs: starts a run of the study that is in the bucket. */
export const startRunRoute: ApiRoute = {
  method: 'POST',
  path: '/v1/studies/{study}/runs',
  operation: {
    operationId: 'startRun',
    summary: 'Start a run of the uploaded study',
    description:
      'An upload of study.json starts a run by itself. This call starts one without an upload, for example after the run was cancelled or failed. A second call answers the same run. 409 with a fault for each file that is missing or belongs to another upload, or if a run of another version of the study is running.',
    request: { params: studyParameter },
    responses: {
      202: {
        description: 'The run has been started, now or earlier.',
        headers: startedHeaders,
        content: { 'application/json': { schema: startedSchema } },
      },
    },
  },
  answer: async (event, { bucket, runs }) => {
    const { study } = parameters(studyParameter, event.pathParameters);
    const version = await studyVersion(bucket, study);
    if (version === undefined) throw noStudy(study);
    await refuseUnlessArrived(bucket, version);
    const start = await startVersion(version, { bucket, runs, isAsked: true });
    if (start.state === 'Busy') throw busy(study, start.running);
    if (start.state === 'Changed')
      throw new ProblemError(409, 'The study is being uploaded; the upload will start the run.');
    return acceptedAnswer({ study, run: start.run }, `/v1/runs/${start.run}`);
  },
};

async function refuseUnlessArrived(bucket: Bucket, version: StudyVersion): Promise<void> {
  const list = await readUploadList(bucket, version);
  const otherwise = list ? await uploadFaults(bucket, version, list) : [];
  const told = new Set(otherwise.map(({ where }) => where.file));
  const missing = [...version.etags]
    .filter(([file, etag]) => etag === undefined && file !== 'participants.tsv' && !told.has(file))
    .map(([file]) => notUploaded(version.study, file));
  const faults = [...otherwise, ...missing];
  if (faults.length > 0)
    throw new ProblemError(409, 'Files of the study are missing in the bucket; all faults are listed.', {
      faults,
    });
}

function notUploaded(study: string, file: string): Fault {
  return {
    code: 'FILE_MISSING',
    what: 'The manifest names a file that was not uploaded.',
    where: { file },
    found: 'no such file in the bucket',
    expected: `the file as ${keys.studyPrefix(study)}${file}`,
    fix: 'Upload the file, or remove it from study.json and upload study.json.',
  };
}

function busy(study: string, running: string): ProblemError {
  return new ProblemError(
    409,
    `A run of another version of ${study} is running. A study has one run at a time.`,
    {
      faults: [
        {
          code: 'STUDY_RUNNING',
          what: 'A run of another version of the study is running.',
          where: {},
          found: `run ${running}, running`,
          expected: `no running run of ${study}`,
          fix: `Wait until it has ended, or cancel it (DELETE /v1/runs/${running}), and call this again.`,
        },
      ],
    },
  );
}

function noStudy(study: string): ProblemError {
  return new ProblemError(404, `The study ${study} was not uploaded: its study.json is not in the bucket.`);
}
