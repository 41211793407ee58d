import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { StudyFunctionName } from '../../system.ts';
import { acknowledge, wildcardFinding } from './acknowledge.ts';
import type { StepFunction } from './function.ts';
import type { StudyRunMachine } from './state-machine.ts';
import type { Storage } from './storage.ts';

type Part = 'studies' | 'runs' | 'models';

export interface BucketAccess {
  readonly read: readonly Part[];
  readonly write: readonly Part[];
  /** Deletes objects for good, earlier versions included. */
  readonly remove?: readonly Part[];
}

/** Which parts of the bucket each function reads and writes; it can touch no other. */
export const bucketAccess: Readonly<Record<StudyFunctionName, BucketAccess>> = {
  // It looks which model is published, and claims the study for the run that it starts.
  'start-run': { read: ['studies', 'runs', 'models'], write: ['runs'] },
  'prepare-study': { read: ['studies', 'runs'], write: ['runs'] },
  'train-subdomain': { read: ['runs'], write: ['runs'] },
  // It reads back what it wrote, to score it.
  'aggregate-models': { read: ['runs', 'models'], write: ['models'] },
  'publish-model': { read: ['models'], write: ['models'] },
  // It writes lists of uploads and claims of studies whose runs it starts or redrives, and removes what holds a person who
  // withdraws.
  'serve-api': {
    read: ['studies', 'runs', 'models'],
    write: ['studies', 'runs'],
    remove: ['studies', 'runs', 'models'],
  },
  // It lists what runs have written, and reads none of it.
  'stop-stalled': { read: [], write: [] },
};

export function grantBucketAccess(step: StepFunction, storage: Storage, access: BucketAccess): void {
  const { bucket, key } = storage;
  const objects = (part: Part) => bucket.arnForObjects(`${part}/*`);
  const mayWrite = access.write.length > 0;

  const mayRead = access.read.length > 0;
  if (mayRead) {
    step.role.addToPolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: access.read.map(objects) }),
    );
  }
  if (mayWrite) {
    step.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
        resources: access.write.map(objects),
      }),
    );
  }
  if (access.remove) {
    step.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: access.remove.map(objects),
      }),
    );
    step.role.addToPolicy(
      new PolicyStatement({ actions: ['s3:ListBucketVersions'], resources: [bucket.bucketArn] }),
    );
  }
  // Without it, and without a condition on it, S3 answers 403 instead of 404 for an object that is not there.
  step.role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  if (mayRead || mayWrite) {
    step.role.addToPolicy(
      new PolicyStatement({
        actions: mayWrite ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
        resources: [key.keyArn],
      }),
    );
  }

  for (const part of new Set([...access.read, ...access.write])) {
    acknowledge(step.role, {
      [wildcardFinding(step, objects(part))]: `The objects of ${part}/ are named by their studies.`,
    });
  }
}

/** Starting an execution, and stopping those whose place it takes. */
export function grantStartRun(step: StepFunction, machine: StudyRunMachine): void {
  grantStopRuns(step, machine);
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.arn] }),
  );
}

/** Redriving executions besides. What a redrive sets off in a Distributed Map, the machine's own role may. */
export function grantRedriveRuns(step: StepFunction, machine: StudyRunMachine): void {
  grantStartRun(step, machine);
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:RedriveExecution'], resources: [machine.executionsArn] }),
  );
}

/** Stopping executions of this machine, besides listing and describing them. */
export function grantStopRuns(step: StepFunction, machine: StudyRunMachine): void {
  grantExecutions(step, machine);
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:StopExecution'], resources: [machine.executionsArn] }),
  );
}

/** Listing and describing the executions of this machine. */
function grantExecutions(step: StepFunction, machine: StudyRunMachine): void {
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:ListExecutions'], resources: [machine.arn] }),
  );
  grantDescribe(step, machine);
}

/** Describing the executions of this machine. */
export function grantDescribe(step: StepFunction, machine: StudyRunMachine): void {
  step.lambda.addEnvironment('SARCOMERE_STATE_MACHINE_ARN', machine.arn);
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [machine.executionsArn] }),
  );
  acknowledge(step.role, {
    [wildcardFinding(step, machine.executionsArn)]: 'The executions of this machine are named by their runs.',
  });
}
