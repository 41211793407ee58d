import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Score } from '../../layers/model/weighing/index.ts';
import type { RunState } from '../../layers/run/records/index.ts';

/**
 * True if the caller may read studies, and so see pseudonyms, names of files and cells. There are no rights by study: only
 * callers who may upload studies handle recordings. `read` shows what a model can do and how runs ended; `predict` takes
 * names and returns none. Without an authorizer, on one machine, the caller owns the data. A caller by IAM has no scope and
 * gets as much as `read`; the bucket has the metrics and reports.
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

/** Errors on held-out recordings, without the errors of single subjects. */
export function withoutSubjects(metrics: unknown): unknown {
  if (typeof metrics !== 'object' || metrics === null || !('scores' in metrics)) return metrics;
  const { scores } = metrics as { scores: unknown };
  if (!Array.isArray(scores)) return { ...metrics, scores: [] };
  return { ...metrics, scores: (scores as Score[]).filter(({ scope }) => scope !== 'subject') };
}

/** A run without the reason of a failure, which may name a file. The reason of a rejection stays: counts of fault codes. */
export function withoutCause({ reason, ...run }: RunState): RunState {
  return run.state === 'Rejected' && reason !== undefined ? { ...run, reason } : run;
}

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
}
