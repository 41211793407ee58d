/** What an installation may choose. */
export interface Settings {
  /**
   * Name of this installation among several in one account and region, such as `trial`: its stack is then `Sarcomere-trial`, and it
   * shares nothing with the others. Absent: the stack is `Sarcomere`.
   */
  readonly stage?: string | undefined;
  /** `clinical`: no way to the internet, logs for ten years, objects locked for 30 days; docs/clinical.md says what that promises. */
  readonly profile: 'standard' | 'clinical';
  /** Who may call the API. */
  readonly auth:
    | { readonly kind: 'cognito' }
    /** JWTs of somebody else's OpenID Connect, with the scopes of infra/system.ts. */
    | { readonly kind: 'issuer'; readonly issuer: string; readonly audience: readonly string[] }
    /** Requests signed with AWS credentials. */
    | { readonly kind: 'iam' };
  /** Whether sub-domains that ask for a GPU get one: a Batch queue of spot instances that scales to zero. */
  readonly gpu: boolean;
  /**
   * Whether train-subdomain is a container image that holds TensorFlow's native library too, for studies whose
   * `training.engine` is `tensor`. The default engine, the kernel, needs none and runs in both.
   */
  readonly nativeTraining: boolean;
  /**
   * Who may delete a locked object before its time, in the clinical profile. `governance`, the default: who has
   * `s3:BypassGovernanceRetention`, as administrators do. `compliance`: nobody, not even the account's root user; a
   * study that was uploaded by mistake then stays for the 30 days.
   */
  readonly objectLock?: 'governance' | 'compliance';
  /** So many days a run's tables, local models and checkpoints are kept, 16 at least; for ever where it is absent. */
  readonly keepRunsDays?: number;
  /**
   * What one run may cost, USD: a study whose run would cost more, by what `sarcomere estimate` says, is refused before
   * anything is trained.
   */
  readonly runBudgetUsd: number;
  /** What the account may cost in a month before somebody is told, USD. It counts everything in the account. */
  readonly spendLimitUsd: number;
  /**
   * Whether the upload rule is switched off when the account has spent `spendLimitUsd` in a month, so that no upload starts
   * a run until somebody switches it on again. Budgets learn of costs some hours late: what has begun meanwhile is paid for.
   */
  readonly switchOffAtSpendLimit: boolean;
  /**
   * Who is told by mail of alarms and of how runs end; `nobody` where nobody shall be. It must be one of both before
   * `npm run deploy`, for an alarm that reaches nobody is none.
   */
  readonly alarmEmail?: string;
  /**
   * Availability zones of the network, in the clinical profile and with a GPU, such as `['eu-west-1a', 'eu-west-1c']`; the
   * first two of the region where it is absent. Name others where a zone has no GPUs left or lacks an endpoint; one zone
   * halves what endpoints cost, and stops with that zone.
   */
  readonly zones?: readonly string[];
  /** The API under a name of one's own; its certificate must be in the same region. */
  readonly domain?: { readonly name: string; readonly certificateArn: string };
}

/** The one place to change before `npm run deploy`. */
export const settings: Settings = {
  stage: process.env.SARCOMERE_STAGE || undefined, // so that one checkout can deploy every stage
  profile: 'standard',
  auth: { kind: 'cognito' },
  gpu: false,
  nativeTraining: false,
  runBudgetUsd: 10,
  spendLimitUsd: 100,
  switchOffAtSpendLimit: true,
};

/** Whether somebody is told by mail. */
export function isAddress(alarmEmail: Settings['alarmEmail']): alarmEmail is string {
  return alarmEmail !== undefined && alarmEmail !== nobody;
}

/** `alarmEmail` of an installation that shall tell nobody by mail. */
export const nobody = 'nobody';
