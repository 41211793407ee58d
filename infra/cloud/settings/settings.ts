/** Settings of an installation. */
export interface Settings {
  /**
   * Name of this installation among several in one account and region, such as `trial`: its stack is then
   * `Sarcomere-trial`, and it shares nothing with the others. If absent, the stack is `Sarcomere`.
   */
  readonly stage?: string | undefined;
  /** `clinical`: no way to the internet, logs for ten years, objects locked for 30 days (docs/clinical.md). */
  readonly profile: 'standard' | 'clinical';
  /** Callers of the API. */
  readonly auth:
    | { readonly kind: 'cognito' }
    /** JWTs of another OpenID Connect provider, with the scopes of infra/system.ts. */
    | { readonly kind: 'issuer'; readonly issuer: string; readonly audience: readonly string[] }
    /** Requests signed with AWS credentials. */
    | { readonly kind: 'iam' };
  /** True: sub-domains that ask for a GPU get one, from a Batch queue of spot instances that scales to zero. */
  readonly gpu: boolean;
  /**
   * True: train-subdomain is a container image with TensorFlow's native library, for studies whose `training.engine` is
   * `tensor`. The default engine, the kernel, does not need the library and runs in both.
   */
  readonly nativeTraining: boolean;
  /**
   * The users who may delete a locked object before its time, in the clinical profile. `governance`, the default: users with
   * `s3:BypassGovernanceRetention`, as administrators have. `compliance`: nobody, not even the account's root user; a
   * study that was uploaded by mistake then stays for the 30 days.
   */
  readonly objectLock?: 'governance' | 'compliance';
  /** Days for which tables, local models and checkpoints of a run are kept, 16 at least. If absent, for ever. */
  readonly keepRunsDays?: number;
  /**
   * Limit of the cost of a run, USD. A study is refused before training if the estimate of its run (`sarcomere estimate`)
   * is higher.
   */
  readonly runBudgetUsd: number;
  /** Cost of the account in a month above which a message is sent, USD. Everything in the account counts. */
  readonly spendLimitUsd: number;
  /**
   * True: the upload rule is switched off if the account has spent `spendLimitUsd` in a month, and uploads start no runs
   * until somebody switches the rule on again. Budgets gets costs some hours late; runs that start meanwhile are paid.
   */
  readonly switchOffAtSpendLimit: boolean;
  /**
   * E-mail address for alarms and ends of runs, or `nobody` for no mails. It must be set before `npm run deploy`, so that
   * alarms are not left without a reader by accident.
   */
  readonly alarmEmail?: string;
  /**
   * Availability zones of the network, in the clinical profile and with a GPU, such as `['eu-west-1a', 'eu-west-1c']`. If
   * absent, the first two of the region. Name others if a zone lacks GPUs or an endpoint. A single zone halves the cost of
   * endpoints, but an outage of the zone then stops everything.
   */
  readonly zones?: readonly string[];
  /** Domain name of the API; its certificate must be in the same region. */
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

/** True if mails are sent to an address. */
export function isAddress(alarmEmail: Settings['alarmEmail']): alarmEmail is string {
  return alarmEmail !== undefined && alarmEmail !== nobody;
}

/** `alarmEmail` of an installation that sends no mails. */
export const nobody = 'nobody';
