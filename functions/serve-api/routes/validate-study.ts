import { z } from 'zod';
import type { Fault } from '../../../layers/base/faults/index.ts';
import { keys, readFiles } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { type Manifest, manifestSchema } from '../../../layers/study/manifest/index.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { faultSchema, ProblemError } from '../problem.ts';
import { bodyText, mediaType, parameters, studyParameter } from '../request.ts';

const validationSchema = z
  .object({
    study: z.string(),
    valid: z.boolean().describe('True if a run would accept the study with the files in the bucket now.'),
    filesRead: z.number().int(),
    faults: z.array(faultSchema).describe('All faults.'),
    warnings: z.array(faultSchema).describe('Unusual, but accepted.'),
  })
  .meta({ id: 'Validation' });

/** POST /v1/studies/{study}/validations: faults that a run would find in this manifest and the files uploaded so far. */
export const validateStudyRoute: ApiRoute = {
  method: 'POST',
  path: '/v1/studies/{study}/validations',
  operation: {
    operationId: 'validateStudy',
    summary: 'Find all faults of a study without starting a run',
    description: 'The body is the manifest, study.json. Its files are read from the bucket.',
    request: {
      params: studyParameter,
      body: { required: true, content: { 'application/json': { schema: manifestSchema } } },
    },
    responses: {
      200: {
        description: 'All faults and warnings.',
        content: { 'application/json': { schema: validationSchema } },
      },
    },
  },
  answer: async (event, { bucket }) => {
    const { study } = parameters(studyParameter, event.pathParameters);
    const type = mediaType(event);
    if (type !== '' && type !== 'application/json')
      throw new ProblemError(415, 'The body must be application/json.');
    // Loaded on demand: a prediction needs neither joints, readers nor checks of studies.
    const { parseManifest } = await import('../../../layers/study/manifest/index.ts');
    const parsed = parseManifest(bodyText(event));
    if ('faults' in parsed) return jsonAnswer(answerOf(study, { faults: parsed.faults }));
    return jsonAnswer(answerOf(study, await checkFiles(bucket, study, parsed.manifest)));
  },
};

interface Findings {
  readonly faults: readonly Fault[];
  readonly warnings?: readonly Fault[];
  readonly filesRead?: number;
}

function answerOf(study: string, { faults, warnings = [], filesRead = 0 }: Findings) {
  return { study, valid: faults.length === 0, filesRead, faults, warnings };
}

async function checkFiles(bucket: Bucket, study: string, manifest: Manifest): Promise<Findings> {
  const { checkStudy, filesOfStudy } = await import('../../../layers/study/recordings/index.ts');
  const names = filesOfStudy(manifest);
  await refuseTooLarge(bucket, study, names);
  const files = await readFiles(bucket, study, names);
  const { faults, warnings } = checkStudy(manifest, (file) => files.get(file), study);
  return { faults, warnings, filesRead: files.size };
}

/** One call has less time and memory than a run. */
const largestStudyBytes = 256 * 1024 ** 2;

async function refuseTooLarge(bucket: Bucket, study: string, named: readonly string[]): Promise<void> {
  const wanted = new Set(named.map((file) => keys.studyFile(study, file)));
  const uploaded = await bucket.list(keys.studyPrefix(study));
  const bytes = uploaded.reduce((sum, { key, size }) => sum + (wanted.has(key) ? size : 0), 0);
  if (bytes <= largestStudyBytes) return;
  throw new ProblemError(
    413,
    `The files of the study are ${Math.round(bytes / 1024 ** 2)} MiB; this call checks at most 256 MiB. Start a run, or use "sarcomere validate".`,
  );
}
