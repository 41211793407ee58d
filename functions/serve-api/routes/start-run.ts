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
import { accepted } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { ProblemError } from '../problem.ts';
import { parameters, studyParameter } from '../request.ts';
import { startedHeaders, startedSchema } from '../runs/started.ts';

/** POST /v1/studies/{study}/runs: starts a run of the study as it lies in the bucket. */
export const startRunRoute: ApiRoute = {
  method: 'POST',
  path: '/v1/studies/{study}/runs',
  operation: {
    operationId: 'startRun',
    summary: 'Start a run of what was uploaded',
    description:
      'An upload of study.json starts a run by itself; this starts one without an upload, again after the run was cancelled or failed. Called again, it answers the same run. 409 if files are missing or of another upload, with a fault for each, or if a run of another version of the study is running.',
    request: { params: studyParameter },
    responses: {
      202: {
        description: 'The run is started, or was before.',
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
      throw new ProblemError(409, 'The study is being uploaded: its upload starts the run.');
    return accepted({ study, run: start.run }, `/v1/runs/${start.run}`);
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
    throw new ProblemError(409, 'The bucket does not hold the whole study; every fault is listed.', {
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
    fix: 'Upload the file, or take it out of study.json and upload that.',
  };
}

function busy(study: string, running: string): ProblemError {
  return new ProblemError(409, `A run of another version of ${study} is running, and a study has one.`, {
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
  });
}

function noStudy(study: string): ProblemError {
  return new ProblemError(404, `No study ${study} was uploaded: its study.json is not in the bucket.`);
}
