import type { Bucket } from '../storage/index.ts';
import { replaceJson, soundJsonAndEtag } from '../storage/index.ts';
import { keys } from './keys.ts';
import type { RunState } from './run-state.ts';

/**
 * `runs/<study>/current.json`: which execution is the study's current one. A study has one running run. Whoever starts or
 * redrives a run claims the study first, by a conditional write, and so knows whom it replaces; lists of executions, which
 * Step Functions renews only eventually, could not say that.
 */
export interface Claim {
  /** Name of the execution. */
  readonly execution: string;
  /** The run below whose name its objects lie. */
  readonly run: string;
  /**
   * Its place in the order of uploads, as a time: ISO 8601, UTC. That of the manifest by the bucket's clock, and at least a
   * millisecond after every earlier upload: so it orders uploads even within the same second, and if that clock goes back.
   */
  readonly uploadedAt: string;
  /** The latest `uploadedAt` that any claim of this study has had. */
  readonly newestUploadAt: string;
  /** Executions that it replaces, the latest first: they are stopped if they are still running. */
  readonly replaces: readonly string[];
  /**
   * How often an upload has found it as it should be. Counting makes the write of whoever read the claim before fail: that upload
   * is older by now, and must look again.
   */
  readonly seen?: number;
}

export interface FoundClaim {
  readonly value: Claim;
  readonly etag: string;
}

/** A claim that is damaged holds no more: nobody could start a run of the study otherwise. */
export function readClaim(
  bucket: Pick<Bucket, 'getJsonAndEtag'>,
  study: string,
): Promise<FoundClaim | undefined> {
  return soundJsonAndEtag<Claim>(bucket, keys.claim(study));
}

/** The bucket as whoever claims a study needs it. */
export type ClaimBucket = Pick<Bucket, 'getJsonAndEtag' | 'putJsonIf' | 'head'>;

/** @returns false if somebody else has claimed the study since `found` was read */
export function writeClaim(
  bucket: ClaimBucket,
  study: string,
  claim: Claim,
  found: FoundClaim | undefined,
): Promise<boolean> {
  return replaceJson(bucket, keys.claim(study), claim, found);
}

/** Confirms a claim, or makes that of a run which was started without. @returns as `writeClaim` */
export function confirmClaim(
  bucket: ClaimBucket,
  study: string,
  { run, goesOnWith = run, uploadedAt, startedAt }: RunState,
  found: FoundClaim | undefined,
): Promise<boolean> {
  const at = uploadedAt ?? startedAt;
  const claim = found?.value ?? {
    execution: run,
    run: goesOnWith,
    uploadedAt: at,
    newestUploadAt: at,
    replaces: [],
  };
  return writeClaim(bucket, study, { ...claim, seen: (claim.seen ?? 0) + 1 }, found);
}

/** The executions that a claim replaces. A few, in case that one who claimed before died before it stopped its predecessor. */
export function replacedBy(found: FoundClaim | undefined, execution: string): string[] {
  if (!found) return [];
  const earlier = [found.value.execution, ...found.value.replaces].filter((name) => name !== execution);
  return [...new Set(earlier)].slice(0, mostReplaced);
}

const mostReplaced = 5;

/** The time of an upload, or the next millisecond after the newest one before it. */
export function placeInOrder(uploadedAt: string, earlier: readonly (string | undefined)[]): string {
  const newestMs = Math.max(...earlier.map((time) => (time === undefined ? 0 : Date.parse(time))), 0);
  return new Date(Math.max(Date.parse(uploadedAt), newestMs + 1)).toISOString();
}
