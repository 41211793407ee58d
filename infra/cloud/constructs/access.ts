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

/** The parts of the bucket that each function reads and writes. It has no access to the others. */
export const bucketAccess: Readonly<Record<StudyFunctionName, BucketAccess>> = {
  // Reads which model is published, and claims the study for the run that it starts.
  'start-run': { read: ['studies', 'runs', 'models'], write: ['runs'] },
  'prepare-study': { read: ['studies', 'runs'], write: ['runs'] },
  'train-subdomain': { read: ['runs'], write: ['runs'] },
  // Reads the model back to score it.
  'aggregate-models': { read: ['runs', 'models'], write: ['models'] },
  'publish-model': { read: ['models'], write: ['models'] },
  // Writes lists of uploads, and claims of studies whose runs it starts or redrives. Removes all objects that hold a
  // person who withdraws.
  'serve-api': {
    read: ['studies', 'runs', 'models'],
    write: ['studies', 'runs'],
    remove: ['studies', 'runs', 'models'],
  },
  // Lists the objects of runs without reading them.
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
  // Without this permission, or with a condition on it, S3 answers 403 instead of 404 for a missing object.
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

/** Allows starting an execution, and stopping those that it supersedes. */
export function grantStartRun(step: StepFunction, machine: StudyRunMachine): void {
  grantStopRuns(step, machine);
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.arn] }),
  );
}

/** Also allows redriving executions. The machine's own role allows what a redrive starts in a Distributed Map. */
export function grantRedriveRuns(step: StepFunction, machine: StudyRunMachine): void {
  grantStartRun(step, machine);
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:RedriveExecution'], resources: [machine.executionsArn] }),
  );
}

/** Allows listing, describing and stopping the executions of this machine. */
export function grantStopRuns(step: StepFunction, machine: StudyRunMachine): void {
  grantExecutions(step, machine);
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:StopExecution'], resources: [machine.executionsArn] }),
  );
}

/** Allows listing and describing the executions of this machine. */
function grantExecutions(step: StepFunction, machine: StudyRunMachine): void {
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:ListExecutions'], resources: [machine.arn] }),
  );
  grantDescribe(step, machine);
}

/** Allows describing the executions of this machine. */
export function grantDescribe(step: StepFunction, machine: StudyRunMachine): void {
  step.lambda.addEnvironment('SARCOMERE_STATE_MACHINE_ARN', machine.arn);
  step.role.addToPolicy(
    new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [machine.executionsArn] }),
  );
  acknowledge(step.role, {
    [wildcardFinding(step, machine.executionsArn)]: 'The executions of this machine are named by their runs.',
  });
}
