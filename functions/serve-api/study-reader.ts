import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Score } from '../../layers/model/weighing/index.ts';
import type { RunState } from '../../layers/run/records/index.ts';

/**
 * Whether a caller may read studies, and so see pseudonyms, names of files and cells. There are no rights by study: whoever
 * may upload studies and have them checked handles recordings, and no other scope does. `read` shows what a model can do and
 * how runs went; `predict` takes names and gives none. Without an authorizer, on one machine, the caller is who owns the data.
 * A caller by IAM shows no scope, and is told no more than `read`: the bucket has its metrics and reports.
 */
export function mayReadStudies(event: APIGatewayProxyEventV2): boolean {
  const authorizer = (event.requestContext as { authorizer?: Authorizer } | undefined)?.authorizer;
  if (authorizer === undefined) return true;
  // Cognito and RFC 9068 call the claim `scope`, some issuers `scp`; API Gateway writes a list as `[one two]`.
  const { scope = '', scp = '' } = authorizer.jwt?.claims ?? {};
  return `${scope} ${scp}`
    .replaceAll(/[[\],]/g, ' ')
    .split(' ')
    .includes('sarcomere/upload');
}

/** Errors on held-out recordings without those of single subjects. */
export function withoutSubjects(metrics: unknown): unknown {
  if (typeof metrics !== 'object' || metrics === null || !('scores' in metrics)) return metrics;
  const { scores } = metrics as { scores: unknown };
  if (!Array.isArray(scores)) return { ...metrics, scores: [] };
  return { ...metrics, scores: (scores as Score[]).filter(({ scope }) => scope !== 'subject') };
}

/** A run without the words of a failure, which may name a file. Those of a rejection are counts of codes. */
export function withoutCause({ reason, ...run }: RunState): RunState {
  return run.state === 'Rejected' && reason !== undefined ? { ...run, reason } : run;
}

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
}
