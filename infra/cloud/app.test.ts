import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { functions } from '../system.ts';
import { sarcomereApp } from './app.ts';
import { unbundledApp } from './checks/template.testing.ts';
import { cdkFile } from './deploy/cdk.ts';
import { runOnThisMachine } from './deploy/run-command.ts';
import { type Settings, settings } from './settings/settings.ts';

const timeout = 120_000;
let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'sarcomere-cloud-'));
});
afterEach(() => {
  rmSync(outdir, { recursive: true });
  vi.unstubAllEnvs();
});

/** Settings that between them make every resource there is. */
const choices: Record<string, Partial<Settings>> = {
  standard: {},
  'clinical, with GPU, IAM and mail': {
    profile: 'clinical',
    gpu: true,
    nativeTraining: true,
    keepRunsDays: 90,
    auth: { kind: 'iam' },
    alarmEmail: 'lab@example.org',
  },
};

describe('cdk-nag, AwsSolutions', () => {
  it.each(Object.entries(choices))('finds nothing: %s', { timeout }, (_name, chosen) => {
    vi.stubEnv('CDK_VALIDATION', 'true');
    expect(() => unbundledApp({ outdir }, chosen).app.synth()).not.toThrow();
  });

  it('would find a bucket without TLS or access log', { timeout }, () => {
    vi.stubEnv('CDK_VALIDATION', 'true');
    const { app, stack } = unbundledApp({ outdir });
    new Bucket(stack, 'Careless');
    expect(() => app.synth()).toThrow(/AwsSolutions-S1'.*AwsSolutions-S10'/s);
  });
});

describe('acknowledged findings', () => {
  it.each(Object.entries(choices))(
    'would be reported, each of them, were they not: %s',
    {
      timeout,
    },
    (_name, chosen) => {
      const acknowledged = unbundledApp({ outdir }, chosen)
        .app.node.findAll()
        .flatMap(({ node }) =>
          node.metadata
            .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
            .flatMap(({ data }) => Object.entries(data as Record<string, string>))
            // CDK puts a word for itself before the rule's own name.
            .map(([id, reason]) => ({ path: node.path, id: id.replace(/^Annotation::/, ''), reason })),
        );

      vi.stubEnv('CDK_VALIDATION', 'true');
      const silenced = vi.spyOn(Validations.prototype, 'acknowledge').mockReturnValue();
      expect(() => unbundledApp({ outdir }, chosen).app.synth()).toThrow();
      silenced.mockRestore();

      const report = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
      const found = (JSON.parse(report) as ValidationReport).pluginReports
        .flatMap(({ violations }) => violations)
        .flatMap(({ ruleName, violatingConstructs }) =>
          violatingConstructs.map(({ constructPath }) => ({ path: constructPath, id: ruleName })),
        );
      const needless = acknowledged.filter(
        ({ path, id }) =>
          // The library lets findings of its own rules stand as well; those are not ours to keep in order.
          id.startsWith('AwsSolutions-') &&
          !found.some((finding) => finding.id === id && finding.path.startsWith(path)),
      );
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(needless).toEqual([]);
    },
  );
});

interface ValidationReport {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

describe('the cloud assembly', () => {
  it('holds a bundle for each function, and the source maps only beside them', { timeout }, () => {
    vi.stubEnv('CDK_VALIDATION', 'false');
    sarcomereApp({ outdir }).synth();
    const assets = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
    expect(assets.length).toBeGreaterThan(0);
    for (const asset of assets) {
      const shipped = readdirSync(join(outdir, asset));
      expect(shipped).toContain('handler.mjs');
      expect(shipped.filter((file) => !/\.(mjs|wasm)$/.test(file))).toEqual([]);
    }
    expect(readdirSync(join(outdir, 'source-maps')).sort()).toEqual(Object.keys(functions).sort());
  });

  it('is all that CDK needs: given its folder, it starts no command, so no shell either', {
    timeout,
  }, async () => {
    vi.stubEnv('CDK_VALIDATION', 'false');
    unbundledApp({ outdir }).app.synth();
    const { code, stdout } = await runOnThisMachine(process.execPath, [cdkFile(), 'ls', '--app', outdir], {
      env: { PATH: '', Path: '', SHELL: '', ComSpec: '' },
    });
    expect([code, stdout.trim()]).toEqual([0, 'Sarcomere']);
  });
});

describe('synthesis', () => {
  it('asks neither Docker nor the network for anything, images included', { timeout }, () => {
    vi.stubEnv('CDK_VALIDATION', 'false');
    vi.stubEnv('CDK_DOCKER', 'there-is-no-docker');
    const connect = vi.spyOn(Socket.prototype, 'connect');
    const { gpu, nativeTraining } = { gpu: true, nativeTraining: true };
    expect(() => sarcomereApp({ outdir }, { ...settings, gpu, nativeTraining }).synth()).not.toThrow();
    expect(connect).not.toHaveBeenCalled();
    connect.mockRestore();
  });

  it('takes less than ten seconds of a processor, bundles included', { timeout }, () => {
    vi.stubEnv('CDK_VALIDATION', 'false');
    const start = process.cpuUsage();
    sarcomereApp({ outdir }).synth();
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(10);
  });
});

const cfnLint = spawnSync('cfn-lint', ['--version']).status === 0;

describe('cfn-lint', () => {
  it.skipIf(!cfnLint).each(Object.entries(choices))(
    'finds nothing (skipped if it is not installed): %s',
    {
      timeout,
    },
    (_name, chosen) => {
      vi.stubEnv('CDK_VALIDATION', 'false');
      const template = unbundledApp({ outdir }, chosen)
        .app.synth()
        .getStackByName('Sarcomere').templateFullPath;
      const { stdout, stderr } = spawnSync('cfn-lint', ['--format', 'json', '--', template], {
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect((JSON.parse(stdout) as LintFinding[]).filter((finding) => !isMistaken(finding))).toEqual([]);
    },
  );
});

describe('what cfn-lint finds by mistake', () => {
  it.skipIf(!cfnLint)('is still found, each of it (skipped if it is not installed)', { timeout }, () => {
    vi.stubEnv('CDK_VALIDATION', 'false');
    const template = unbundledApp({ outdir }).app.synth().getStackByName('Sarcomere').templateFullPath;
    const { stdout } = spawnSync('cfn-lint', ['--format', 'json', '--', template], { encoding: 'utf8' });
    const findings = JSON.parse(stdout) as LintFinding[];
    for (const [what, isIt] of Object.entries(mistakes)) expect(findings.some(isIt), what).toBe(true);
  });
});

interface LintFinding {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
}

const mistakes: Readonly<Record<string, (finding: LintFinding) => boolean>> = {
  // CDK makes a function wait for its role and the role's policy; waiting for the role twice does no harm.
  'waiting twice': ({ Rule }) => Rule.Id === 'W3005',
  // OutputPath is a field of Succeed (https://states-language.net/#state-type-table); the rule's schema lacks it.
  'output of Succeed': ({ Rule, Message }) =>
    Rule.Id === 'E3601' && Message.includes("('OutputPath' was unexpected)"),
};

function isMistaken(finding: LintFinding): boolean {
  return Object.values(mistakes).some((isIt) => isIt(finding));
}
