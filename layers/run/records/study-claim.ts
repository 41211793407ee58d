import type { Bucket } from '../storage/index.ts';
import { replaceJson, soundJsonAndEtag } from '../storage/index.ts';
import { keys } from './keys.ts';
import type { RunState } from './run-state.ts';

/**
 * `runs/<study>/current.json`: the current execution of the study. A study has one run at a time. To start or redrive a run,
 * a caller first claims the study by a conditional write, and so knows which executions it replaces. The lists of Step
 * Functions are only eventually consistent, and would not do.
 */
export interface StudyClaim {
  /** Name of the execution. */
  readonly execution: string;
  /** Name of the run below which its objects are stored. */
  readonly run: string;
  /**
   * Place in the order of uploads, as a time: ISO 8601, UTC. The time of the manifest by the bucket's clock, but at least a
   * millisecond after every earlier upload. So uploads are in order even within one second, and if that clock goes back.
   */
  readonly uploadedAt: string;
  /** The latest `uploadedAt` that any claim of this study has had. */
  readonly newestUploadAt: string;
  /** Executions that it replaces, the latest first; those still running are stopped. */
  readonly replaces: readonly string[];
  /**
   * Number of uploads that found the claim correct. Counting changes the object, so that a caller who read it earlier cannot
   * write: its upload is older by now, and must check again.
   */
  readonly seen?: number;
}

export interface FoundClaim {
  readonly value: StudyClaim;
  readonly etag: string;
}

/** The claim of a study. A damaged claim counts as none, since it would block every run of the study. */
export function readClaim(
  bucket: Pick<Bucket, 'getJsonAndEtag'>,
  study: string,
): Promise<FoundClaim | undefined> {
  return soundJsonAndEtag<StudyClaim>(bucket, keys.claim(study));
}

/** Part of a bucket that claims need. */
export type ClaimBucket = Pick<Bucket, 'getJsonAndEtag' | 'putJsonIf' | 'head'>;

/** @returns false if another caller has claimed the study since `found` was read */
export function writeClaim(
  bucket: ClaimBucket,
  study: string,
  claim: StudyClaim,
  found: FoundClaim | undefined,
): Promise<boolean> {
  return replaceJson(bucket, keys.claim(study), claim, found);
}

/** Confirms a claim, or writes the claim of a run that was started without one. @returns as `writeClaim` */
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

/** The executions that a claim replaces: several, in case an earlier caller died before it stopped its predecessor. */
export function replacedBy(found: FoundClaim | undefined, execution: string): string[] {
  if (!found) return [];
  const earlier = [found.value.execution, ...found.value.replaces].filter((name) => name !== execution);
  return [...new Set(earlier)].slice(0, mostReplaced);
}

const mostReplaced = 5;

/** The time of an upload, or the millisecond after the newest earlier upload if that is later. */
export function placeInOrder(uploadedAt: string, earlier: readonly (string | undefined)[]): string {
  const newestMs = Math.max(...earlier.map((time) => (time === undefined ? 0 : Date.parse(time))), 0);
  return new Date(Math.max(Date.parse(uploadedAt), newestMs + 1)).toISOString();
}
