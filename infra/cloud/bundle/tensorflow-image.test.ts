import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeFolderVariable } from '../../../layers/model/training/testing.ts';
import { functions } from '../../system.ts';
import { projectRoot } from '../root.ts';
import { tensorflowImage } from './tensorflow-image.ts';

const outdir = mkdtempSync(join(tmpdir(), 'sarcomere-images-'));
afterAll(() => rmSync(outdir, { recursive: true }));

const project = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const images = {
  gpu: { entry: 'functions/train-subdomain/job.ts', binding: '@tensorflow/tfjs-node-gpu' },
  cpu: { entry: functions['train-subdomain'].entry, binding: '@tensorflow/tfjs-node' },
} as const;

describe.each(Object.entries(images))('the folder of the %s image', (kind, { entry, binding }) => {
  let folder: string;
  let dockerfile: string;
  beforeAll(() => {
    const scope = new Stack(new App({ outdir: join(outdir, kind) }), 'Any');
    folder = tensorflowImage(scope, kind as keyof typeof images, entry);
    dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  });
  /** Of an instruction, by its words. */
  const instructions = (name: string) =>
    [...dockerfile.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map((found) => found[1]!.split(' '));

  it('holds what the Dockerfile copies, and lets Docker see it', () => {
    const copied = instructions('COPY').filter(([first]) => !first!.startsWith('--from'));
    const sources = copied.flatMap((words) => words.slice(0, -1));
    expect(sources).toEqual(['package.json', 'package-lock.json', 'check-native.mjs', 'bundle']);
    for (const source of sources) expect(existsSync(join(folder, source)), source).toBe(true);
    expect(readFileSync(join(folder, '.dockerignore'), 'utf8').trim().split('\n')).toEqual([
      '*',
      ...sources.map((source) => `!${source}`),
    ]);
  });

  it('installs the binding that the project is tested with, by its lock file', () => {
    const version = project.peerDependencies['@tensorflow/tfjs-node'];
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(dependencies).toEqual({ [binding]: version });
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    expect(packages[`node_modules/${binding}`].version).toBe(version);
    expect(dockerfile).toContain('RUN npm ci ');
  });

  it('allows the install script of the binding, which npm 12 does not run by default', () => {
    const { allowScripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(allowScripts).toEqual({ [binding]: true, 'core-js': false });
  });

  it('installs on the very system on which it runs', () => {
    const bases = instructions('FROM').map(([base]) => base);
    const installing = instructions('FROM').find((words) => words.at(-1) === 'dependencies')!;
    expect(installing[0]).toBe(bases.at(-1));
  });

  it('checks, when all is in it, that the native backend loads', () => {
    const check = dockerfile.indexOf(`RUN node check-native.mjs ${binding}`);
    expect(check).toBeGreaterThan(dockerfile.lastIndexOf('COPY '));
    expect(check).toBeGreaterThan(dockerfile.lastIndexOf('FROM '));
  });

  it('starts the bundle', () => {
    const [start] = dockerfile.match(/^(ENTRYPOINT|CMD) .*$/m)!;
    expect(start).toBe(
      kind === 'gpu' ? 'ENTRYPOINT ["node", "bundle/handler.mjs"]' : 'CMD ["handler.handler"]',
    );
    expect(existsSync(join(folder, 'bundle/handler.mjs'))).toBe(true);
  });
});

describe('the bundled job of the GPU image', () => {
  it('starts the process that trains, and ends as that does', { timeout: 30_000 }, () => {
    const scope = new Stack(new App({ outdir: join(outdir, 'job') }), 'Any');
    const folder = tensorflowImage(scope, 'gpu', images.gpu.entry);
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bundle/handler.mjs')], {
      env: { SARCOMERE_BUCKET: 'sarcomere', AWS_REGION: 'us-east-1' },
      encoding: 'utf8',
    });
    expect(stderr).toContain('SARCOMERE_STUDY is not set');
    expect(status).toBe(1);
  });
});

describe('the base of an image', () => {
  const bases = (kind: string) =>
    [
      ...readFileSync(join(projectRoot, 'layers/tensorflow', kind, 'Dockerfile'), 'utf8').matchAll(
        /^FROM (\S+)/gm,
      ),
    ]
      .map((found) => found[1]!)
      .filter((base) => !base.startsWith('node:'));

  it('of the GPU has CUDA 11.2 and cuDNN 8, while it is built and when it runs', () => {
    expect(bases('gpu')).toHaveLength(2);
    for (const base of bases('gpu')) expect(base).toMatch(/^nvidia\/cuda:11\.2\.\d+-cudnn8-runtime-/);
  });

  it('of the GPU has the Node that the project pins, and runs as the user nobody', () => {
    const dockerfile = readFileSync(join(projectRoot, 'layers/tensorflow/gpu/Dockerfile'), 'utf8');
    expect(dockerfile).toContain(`\nFROM node:${project.devDependencies.node}-bookworm-slim AS node\n`);
    expect(dockerfile.indexOf('\nUSER 65534')).toBeLessThan(dockerfile.indexOf('\nRUN node check-native'));
  });

  it('of a Lambda has the Node of the other functions', () => {
    const lambda = `public.ecr.aws/lambda/nodejs:${project.devDependencies.node.split('.')[0]}`;
    expect(bases('cpu')).toEqual([lambda, lambda]);
  });
});

describe('the check within an image', () => {
  const check = join(projectRoot, 'layers/tensorflow/check-native.mjs');
  const nativeFolder = process.env[nativeFolderVariable];
  const run = (script: string, ...args: string[]) =>
    spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

  it('fails if there is no native library', () => {
    const { status, stderr } = run(check, '@tensorflow/tfjs-node-gpu');
    expect(status).not.toBe(0);
    expect(stderr).toContain('tfjs-node-gpu');
  });

  it.skipIf(!nativeFolder)(
    'passes with TensorFlow itself, and fails for want of a library (skipped without a native TensorFlow)',
    { timeout: 60_000 },
    () => {
      const there = join(nativeFolder!, 'check-native.mjs');
      copyFileSync(check, there);
      const found = run(there, '@tensorflow/tfjs-node');
      expect(found.status, found.stderr).toBe(0);
      expect(found.stdout).toContain('the native backend loads');
      expect(run(there, '@tensorflow/tfjs-node', 'libc.so.6').status).toBe(0);
      const missing = run(there, '@tensorflow/tfjs-node', 'libcudart.so.11.0');
      expect(missing.stderr).toContain('libcudart.so.11.0 is missing');
    },
  );
});
