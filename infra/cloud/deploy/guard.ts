import type { Fault } from '../../../layers/base/faults/index.ts';
import type { Settings } from '../settings/settings.ts';
import type { ResourceChange } from './change-set.ts';

/** Resources with data that cannot be made again. A replaced one is kept, but the new one is empty. */
const precious: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'studies, runs and models (or the log of who read them) stay behind in the old bucket',
  'AWS::KMS::Key': 'objects that the old key encrypts cannot be read by functions that know only the new one',
  'AWS::Cognito::UserPool': 'everybody must be invited again, and machines get another secret',
};

/** Resources that a run uses until its end. */
const atWork: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'its versions, which running runs call, are deleted',
  'AWS::StepFunctions::StateMachine': 'its running executions are stopped',
  'AWS::Batch::JobQueue': 'the jobs of running runs are stopped',
  'AWS::Batch::ComputeEnvironment': 'the instances on which running runs train are stopped',
};

export interface Situation {
  readonly settings: Settings;
  /** Names of the runs that are running. */
  readonly running: readonly string[];
  /** Logical ids that may be replaced or removed all the same. */
  readonly agreed: readonly string[];
}

/** Faults of changes that would lose data, accounts or the work of running runs. */
export function refusals(
  changes: readonly ResourceChange[],
  { settings, running, agreed }: Situation,
): Fault[] {
  return changes
    .filter((change) => goesAway(change) && !agreed.includes(change.logicalId))
    .flatMap((change) => {
      if (change.type in precious) return [preciousFault(change, settings)];
      if (change.type in atWork && running.length > 0) return [atWorkFault(change, settings, running)];
      return [];
    });
}

/** True if a change could stop a running run. */
export function touchesWork(changes: readonly ResourceChange[]): boolean {
  return changes.some((change) => goesAway(change) && change.type in atWork);
}

function goesAway({ action, replacement }: ResourceChange): boolean {
  return action === 'Remove' || (action === 'Modify' && replacement !== 'False');
}

function preciousFault(change: ResourceChange, settings: Settings): Fault {
  const { setting, chosen } = causeOf(change, settings);
  const keep =
    setting === undefined
      ? 'Undo the changes of infra/cloud since the last deployment'
      : `Give ${setting} the value of the last deployment`;
  return {
    code: 'DEPLOY_LOSES_DATA',
    what: `This deployment ${verbOf(change)} a resource that holds data: ${precious[change.type]}.`,
    where: placeOf(setting),
    found: foundIn(change, chosen),
    expected: 'an update in place',
    fix: `${keep}, or install a second stack beside this one: set SARCOMERE_STAGE to a name, deploy, and upload the studies there. If the loss is intended: npm run deploy -- --replace=${change.logicalId}`,
  };
}

function atWorkFault(change: ResourceChange, settings: Settings, running: readonly string[]): Fault {
  const { setting, chosen } = causeOf(change, settings);
  const shown = running.slice(0, 10);
  const more = running.length - shown.length;
  return {
    code: 'DEPLOY_STOPS_RUNS',
    what: `This deployment ${verbOf(change)} a resource that running runs use: ${atWork[change.type]}.`,
    where: placeOf(setting),
    found: `${foundIn(change, chosen)}, while these runs are running: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    expected: 'an update in place, or no running run',
    fix: `Deploy when "sarcomere status" shows no run that is Running, or stop them: aws stepfunctions stop-execution --execution-arn ARN. If their loss is intended: npm run deploy -- --replace=${change.logicalId}`,
  };
}

function verbOf({ action, replacement }: ResourceChange): string {
  if (action === 'Remove') return 'removes';
  return replacement === 'True' ? 'replaces' : 'may replace';
}

function foundIn({ type, logicalId, physicalId, becauseOf, action }: ResourceChange, chosen: string): string {
  const which = [logicalId, ...(physicalId === '' ? [] : [`(${physicalId})`])].join(' ');
  if (action === 'Remove') return `${type} ${which}, which is no longer in the template${chosen}`;
  const why =
    becauseOf.length === 0
      ? 'for a reason that CloudFormation does not give'
      : `because of ${becauseOf.join(', ')}`;
  return `${type} ${which}, ${why}${chosen}`;
}

/** The setting that decides about a property or resource; undefined if the code of infra/cloud does. */
function causeOf({ type, action, becauseOf }: ResourceChange, settings: Settings) {
  const setting = settingBehind(type, action, becauseOf);
  if (setting === undefined) return { setting, chosen: '' };
  const value = setting === 'auth' ? settings.auth.kind : settings[setting];
  return { setting, chosen: ` (the settings say ${setting}: ${JSON.stringify(value)})` };
}

function settingBehind(type: string, action: string, becauseOf: readonly string[]) {
  if (type === 'AWS::Cognito::UserPool' && action === 'Remove') return 'auth';
  if (type.startsWith('AWS::Batch::') && action === 'Remove') return 'gpu';
  if (becauseOf.some((property) => property.startsWith('ObjectLock'))) return 'profile';
  if (becauseOf.includes('PackageType')) return 'nativeTraining';
  return undefined;
}

function placeOf(setting: string | undefined) {
  return setting === undefined ? {} : { file: 'infra/cloud/settings/settings.ts', column: setting };
}
