import type { SNSClient } from '@aws-sdk/client-sns';
import {
  describeRun,
  type Notice,
  publishNotice,
  type RunState,
  type Runs,
  runOfObjects,
} from '../../layers/run/records/index.ts';

export interface TellRunEndOptions {
  readonly runs: Runs;
  readonly notices: Pick<SNSClient, 'send'>;
  /** Topic for published and rejected runs. */
  readonly runsTopicArn: string | undefined;
  /** Topic for runs that failed through no fault of their study. */
  readonly alarmsTopicArn: string | undefined;
}

export interface TellRunEndAnswer {
  readonly run: string;
  readonly state: RunState['state'];
}

/**
 * Sends a notice on how a run ended. Cancelled and superseded runs get none: they were stopped on purpose, and the run of a
 * newer upload has its own notice. The notice names the study, the run and the next command, but neither subjects nor files,
 * since mail leaves the account.
 *
 * @param run name of the execution that ended
 * @throws Error while Step Functions still describes the run as running: Lambda calls again a minute later
 */
export async function tellRunEnd(
  run: string,
  { runs, notices, runsTopicArn, alarmsTopicArn }: TellRunEndOptions,
): Promise<TellRunEndAnswer> {
  const ended = await describeRun(runs, run);
  if (ended === undefined) throw new Error(`there is no run ${run}`);
  if (ended.state === 'Running') throw new Error(`Step Functions still describes ${run} as running`);
  const { state } = ended;
  if (state === 'Cancelled' || state === 'Superseded') return { run, state };
  const topicArn = state === 'Failed' ? alarmsTopicArn : runsTopicArn;
  await publishNotice(notices, topicArn, noticeOf({ ...ended, state }));
  return { run, state };
}

type ToldState = Exclude<RunState['state'], 'Running' | 'Cancelled' | 'Superseded'>;

function noticeOf(ended: RunState & { readonly state: ToldState }): Notice {
  const { run, study, state, startedAt, endedAt, error, reason, newer } = ended;
  const ofStudy = study ?? 'a study without a name';
  const rest: Readonly<Record<ToldState, readonly string[]>> = {
    Published:
      newer === undefined
        ? [
            'Predictions now use the new model. Download the model with its report:',
            `  npm run -s sarcomere -- report ${study}`,
          ]
        : [
            `Predictions keep using the model of run ${newer}, a newer upload that was published before. Download the model of this run with its report:`,
            `  npm run -s sarcomere -- report ${study} --run ${runOfObjects(ended)}`,
          ],
    Rejected: [
      // One line of codes and counts (functions/prepare-study), without names of files or people.
      ...(reason === undefined ? [] : [reason]),
      'The study has faults, so no model was trained. List the faults with their fixes:',
      `  npm run -s sarcomere -- status ${run}`,
    ],
    Failed: [
      // The cause may name files, so it stays in the account.
      `The run failed (${error ?? 'error unknown'}) through no fault of the study. Predictions keep using the previous model. See the cause:`,
      `  npm run -s sarcomere -- status ${run}`,
      'Next steps are in docs/operations.md, "RunFailed". When the cause is removed:',
      `  npm run -s sarcomere -- redrive ${run}`,
    ],
  };
  return {
    subject: `Sarcomere: ${ofStudy} ${state}`,
    lines: [
      `Study    ${ofStudy}`,
      `Run      ${run}`,
      `State    ${state}`,
      `Began    ${startedAt}`,
      `Ended    ${endedAt ?? 'unknown'}`,
      '',
      ...rest[state],
    ],
  };
}
