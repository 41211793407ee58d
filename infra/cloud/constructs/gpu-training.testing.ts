import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';

const withoutGpu = templateOf();
const withGpu = templateOf({ gpu: true });

describe('GPU training', () => {
  it('exists only if the settings ask for it, and prepare-study knows', () => {
    withoutGpu.resourceCountIs('AWS::Batch::JobQueue', 0);
    const knowing = propertiesOf(withGpu, 'AWS::Lambda::Function').filter((lambda) =>
      JSON.stringify(lambda.Environment).includes('SARCOMERE_GPU'),
    );
    expect(knowing.map(({ Description }) => Description)).toEqual([expect.stringContaining('prepare-study')]);
    expect(JSON.stringify(withoutGpu.toJSON())).not.toContain('SARCOMERE_GPU');
  });

  it('runs on spot instances with a GPU, and scales to zero', () => {
    withGpu.hasResourceProperties('AWS::Batch::ComputeEnvironment', {
      ComputeResources: {
        Type: 'SPOT',
        MinvCpus: 0,
        InstanceTypes: ['g4dn.xlarge', 'g4dn.2xlarge'],
        Ec2Configuration: [{ ImageType: 'ECS_AL2023_NVIDIA' }],
      },
    });
  });

  it('retries only jobs that lost their instance or were interrupted', () => {
    withGpu.hasResourceProperties('AWS::Batch::JobDefinition', {
      RetryStrategy: {
        Attempts: 5,
        EvaluateOnExit: [
          { Action: 'RETRY', OnStatusReason: 'Host EC2*' },
          { Action: 'RETRY', OnExitCode: '75' },
          { Action: 'EXIT', OnExitCode: '*' },
        ],
      },
      Timeout: { AttemptDurationSeconds: 86_400 },
      ContainerProperties: {
        ResourceRequirements: Match.arrayWith([{ Type: 'GPU', Value: '1' }]),
        ReadonlyRootFilesystem: true,
      },
    });
  });

  it('lets the state machine submit this job to this queue, and no other, also as an earlier deployment defined it', () => {
    const [statement] = propertiesOf(withGpu, 'AWS::IAM::Policy')
      .flatMap(
        (policy) =>
          (policy.PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] }).Statement,
      )
      .filter(({ Action }) => Action === 'batch:SubmitJob');
    expect(statement!.Resource).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^GpuTrainingQueue/), 'JobQueueArn'] },
      {
        'Fn::Join': ['', expect.arrayContaining([':job-definition/Sarcomere-train-subdomain-*'])],
      },
    ]);
  });

  it('names the job after its code, and keeps what a run that started earlier names', () => {
    const [job] = Object.values(withGpu.findResources('AWS::Batch::JobDefinition'));
    const name = job!.Properties.JobDefinitionName as string;
    expect(name).toMatch(/^Sarcomere-train-subdomain-[0-9a-f]{16}$/);
    expect(job!.UpdateReplacePolicy).toBe('Retain');
    const [machine] = propertiesOf(withGpu, 'AWS::StepFunctions::StateMachine');
    const { GpuJobDefinitionArn } = machine!.DefinitionSubstitutions as Record<string, object>;
    expect(JSON.stringify(GpuJobDefinitionArn)).toContain(`:job-definition/${name}"`);
  });

  it('opens no instance to the world', () => {
    for (const group of propertiesOf(withGpu, 'AWS::EC2::SecurityGroup')) {
      expect(group.SecurityGroupIngress).toBeUndefined();
    }
  });
});
