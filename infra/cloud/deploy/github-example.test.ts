import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseDocument } from 'yaml';
import { unbundledApp } from '../checks/template.testing.ts';
import { projectRoot } from '../root.ts';
import { settings } from '../settings/settings.ts';
import { apiOf, simulatedAccount } from './account.testing.ts';
import { deploy } from './deploy.ts';

const textOf = (file: string) => readFileSync(join(projectRoot, 'docs/github', file), 'utf8');
const workflowText = textOf('deploy.yml');
const document = parseDocument(workflowText);
const workflow = document.toJS() as Workflow;
const [job] = Object.values(workflow.jobs);
const trust = JSON.parse(textOf('trust-policy.json')) as Policy;
const permissions = JSON.parse(textOf('permissions.json')) as Policy;

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: object;
        readonly environment: string;
        readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: object }[];
      }
    >
  >;
}

interface Policy {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource?: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  }[];
}

afterEach(() => vi.unstubAllEnvs());

describe('the workflow of GitHub', () => {
  it('is YAML without a mistake', () => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
  });

  it('is started only by hand, in an environment that may need an approval', () => {
    expect(Object.keys(workflow.on)).toEqual(['workflow_dispatch']);
    expect(job!.environment).toBe('$' + '{{ inputs.environment }}');
  });

  it('may get a token and read the code, and nothing else', () => {
    expect(workflow.permissions).toEqual({});
    expect(job!.permissions).toEqual({ 'id-token': 'write', contents: 'read' });
  });

  it('pins every action by its commit, with its version in a comment', () => {
    const used = [...workflowText.matchAll(/uses: (.*)/g)].map(([, action]) => action);
    expect(used).toHaveLength(job!.steps.filter(({ uses }) => uses).length);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('runs scripts of the project, into which nothing is written from outside', () => {
    const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    const runs = job!.steps.flatMap(({ run }) => (run ? [run] : []));
    expect(runs.at(-1)).toBe('npm run deploy -- --yes');
    for (const run of runs) {
      expect(run).toMatch(/^npm (ci|run [a-z]+( -- --yes)?)$/);
      const [, script] = /^npm run ([a-z]+)/.exec(run) ?? [];
      if (script) expect(scripts).toHaveProperty(script);
    }
  });

  it('holds no secret and no key', () => {
    expect(workflowText).not.toMatch(/secrets\.|access-key|ACCESS_KEY/);
  });
});

describe('the role that it takes', () => {
  const allowed = permissions.Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().map((action) => ({ action: String(action), resources: [Resource].flat().map(String) })),
  );

  it('is given to one environment of one repository, in words that match nothing else', () => {
    expect(trust.Statement).toHaveLength(1);
    const [{ Action, Condition }] = trust.Statement as [Policy['Statement'][0]];
    expect(Action).toBe('sts:AssumeRoleWithWebIdentity');
    expect(Object.keys(Condition!)).toEqual(['StringEquals']);
    const { StringEquals } = Condition as { StringEquals: Record<string, string> };
    expect(StringEquals).toEqual({
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': expect.stringMatching(/^repo:[^*?]+:environment:[^*?]+$/),
    });
  });

  it('may take the roles of the bootstrap that the assembly names, and no other', () => {
    const roles = allowed
      .filter(({ action }) => action === 'sts:AssumeRole')
      .flatMap(({ resources }) => resources);
    expect(roles.sort()).toEqual(rolesOfAssembly());
  });

  it('may do everything that a deployment asks AWS', async () => {
    const here = simulatedAccount();
    const agreed = {
      run: here.run,
      settings: { ...settings, nativeTraining: true, alarmEmail: 'nobody' },
      region: 'eu-west-1',
    };
    await deploy({ ...agreed, say: () => {}, confirm: async () => false });
    await deploy({
      ...agreed,
      say: () => {},
      confirm: async () => true,
      pause: async () => {},
      ask: apiOf('Bearer a token'),
    });
    const asked = here.asked
      .filter((line) => line.startsWith('aws ') && line !== 'aws sts get-caller-identity --output json')
      .map((line) => actionOf(line.split(' ')[1]!, line.split(' ')[2]!));
    expect(new Set(asked).size).toBeGreaterThan(3);
    const actions = allowed.map(({ action }) => action);
    expect(asked.filter((action) => !actions.includes(action))).toEqual([]);
  });

  it('may do nothing by a wildcard, and on everything only what has no resources', () => {
    for (const { action, resources } of allowed) {
      expect(action).not.toContain('*');
      if (resources.includes('*')) expect(action).toBe('lambda:GetAccountSettings');
    }
  });
});

/** `describe-stacks` of `cloudformation` is `cloudformation:DescribeStacks`. */
function actionOf(service: string, command: string): string {
  const words = command.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1));
  return `${service === 'stepfunctions' ? 'states' : service}:${words.join('')}`;
}

/** Roles that CDK takes on for this stack, as they stand in the assembly. */
function rolesOfAssembly(): string[] {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const outdir = mkdtempSync(join(tmpdir(), 'sarcomere-cloud-'));
  try {
    unbundledApp({ outdir }, { nativeTraining: true }).app.synth();
    const files = ['manifest.json', 'Sarcomere.assets.json'].map((file) =>
      readFileSync(join(outdir, file), 'utf8'),
    );
    // CloudFormation takes on its own role, which is passed to it.
    const arns = [...files.join().matchAll(/"arn:[^"]*:role\/cdk-(?!\w+-cfn-exec)[^"]*"/g)].map(([arn]) =>
      arn
        .slice(1, -1)
        .replace('$' + '{AWS::Partition}', 'aws')
        .replaceAll('$' + '{AWS::AccountId}', 'ACCOUNT')
        .replaceAll('$' + '{AWS::Region}', 'REGION'),
    );
    return [...new Set(arns)].sort();
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
