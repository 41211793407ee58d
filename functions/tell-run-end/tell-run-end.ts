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
  /** Where published and rejected runs are told. */
  readonly runsTopicArn: string | undefined;
  /** Where runs are told that failed by no fault of their study. */
  readonly alarmsTopicArn: string | undefined;
}

export interface TellRunEndAnswer {
  readonly run: string;
  readonly state: RunState['state'];
}

/**
 * Tells people how a run ended, unless it was stopped because somebody wanted that: by a cancellation, or by a newer upload,
 * whose own run is told. The notice names study, run and the command to go on with; it has no name of a subject or of a
 * file, since a mail leaves the account.
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
  if (ended.state === 'Running') throw new Error(`${run} is not described as over yet`);
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
            'The new model answers from now on. Fetch it with its report:',
            `  npm run -s sarcomere -- report ${study}`,
          ]
        : [
            `The model of a newer upload, run ${newer}, was published before and goes on answering. Fetch this one with its report:`,
            `  npm run -s sarcomere -- report ${study} --run ${runOfObjects(ended)}`,
          ],
    Rejected: [
      // One line of codes and counts (functions/prepare-study): neither files nor people are named in it.
      ...(reason === undefined ? [] : [reason]),
      'The study has faults, and no model was trained. List each with its fix:',
      `  npm run -s sarcomere -- status ${run}`,
    ],
    Failed: [
      // The cause may quote what went wrong with which file; it stays in the account.
      `The run ended by our fault (${error ?? 'no error is named'}), and the model before it still answers. Cause:`,
      `  npm run -s sarcomere -- status ${run}`,
      'What to do is in docs/operations.md, "RunFailed". When the cause is mended:',
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
