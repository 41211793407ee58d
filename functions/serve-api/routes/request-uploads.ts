import { z } from 'zod';
import { FaultError } from '../../../layers/faults/fault.ts';
import { studyFile } from '../../../layers/recordings/names.ts';
import { keys } from '../../../layers/storage/keys.ts';
import { presignPut } from '../../../layers/storage/presign.ts';
import { json } from '../answer.ts';
import { fieldFaults } from '../field-faults.ts';
import { bodyJson } from '../json-body.ts';
import type { ApiRoute } from '../parts.ts';
import { parameters, studyParameter } from '../request.ts';

const largestFileBytes = 1024 ** 3;
const expiresInS = 15 * 60;
const mostFiles = 1000;
/** Room for as many files with fields that nobody reads. */
const mostValues = 10 * mostFiles;

const uploadsRequest = z
  .strictObject({
    files: z
      .array(
        z.strictObject({
          file: z
            .union([studyFile, z.enum(['study.json', 'participants.tsv'])])
            .describe(
              'Path relative to the study, as the manifest names it; or study.json, or participants.tsv.',
            ),
          bytes: z.number().int().min(1).max(largestFileBytes).describe('Its exact length; it is signed.'),
          sha256: z
            .string()
            .regex(/^[0-9a-fA-F]{64}$/, '64 hexadecimal digits, as "sha256sum FILE" prints them')
            .describe(
              'SHA-256 of its bytes, 64 hexadecimal digits as "sha256sum FILE" prints them; other bytes are refused.',
            ),
        }),
      )
      .min(1)
      .max(mostFiles)
      .refine((files) => new Set(files.map(({ file }) => file)).size === files.length, 'each file once')
      .describe('What will be uploaded.'),
  })
  .meta({ id: 'UploadsRequest' });

const uploadsSchema = z
  .object({
    study: z.string(),
    expiresAt: z.iso.datetime(),
    uploads: z.array(
      z.object({
        file: z.string(),
        method: z.literal('PUT'),
        url: z.string().describe('Takes one PUT without credentials, of the bytes that were announced.'),
        headers: z
          .record(z.string(), z.string())
          .describe('To be sent with it, all of them: they are signed. They hold the length and the digest.'),
      }),
    ),
  })
  .meta({ id: 'Uploads', description: 'Upload study.json last: it starts the run.' });

/** POST /v1/studies/{study}/uploads: addresses to upload a study to. */
export const requestUploadsRoute: ApiRoute = {
  method: 'POST',
  path: '/v1/studies/{study}/uploads',
  operation: {
    operationId: 'requestUploads',
    summary: 'Addresses to upload the files of a study to',
    request: {
      params: studyParameter,
      body: { required: true, content: { 'application/json': { schema: uploadsRequest } } },
    },
    responses: {
      200: { description: 'One address a file.', content: { 'application/json': { schema: uploadsSchema } } },
    },
  },
  answer: async (event, { bucket, now }) => {
    const { study } = parameters(studyParameter, event.pathParameters);
    const parsed = uploadsRequest.safeParse(bodyJson(event, { mostValues }), { reportInput: true });
    if (!parsed.success) throw new FaultError(fieldFaults(parsed.error.issues));
    const expiresAt = new Date(now().getTime() + expiresInS * 1000).toISOString();
    const uploads = await Promise.all(
      parsed.data.files.map(async ({ file, bytes, sha256 }) => ({
        file,
        method: 'PUT',
        ...(await presignPut(bucket, keys.studyFile(study, file), { bytes, sha256, expiresInS })),
      })),
    );
    return json({ study, expiresAt, uploads });
  },
};
