/** What an installation may choose. */
export interface Settings {
  /**
   * Name of this installation among several in one account and region, such as `trial`: its stack is then `Sarcomere-trial`, and it
   * shares nothing with the others. Absent: the stack is `Sarcomere`.
   */
  readonly stage?: string | undefined;
  /** `clinical`: no way to the internet, logs for ten years, objects locked for 30 days. */
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
  /** What the account may cost in a month before somebody is told, USD. */
  readonly spendLimitUsd: number;
  /** Who is told of alarms; nobody by mail where it is absent. */
  readonly alarmEmail?: string;
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
  spendLimitUsd: 100,
};
