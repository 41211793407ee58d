import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { type FunctionName, functions } from '../../system.ts';
import { projectRoot } from '../root.ts';
import { bundleFunction } from './bundle.ts';

const timeout = 60_000;
const directory = mkdtempSync(join(tmpdir(), 'sarcomere-bundles-'));
afterAll(() => rmSync(directory, { recursive: true }));

const bundles = new Map<FunctionName, { outDir: string; metafile: Metafile }>();

/** The function's bundle, made when the first test asks for it. */
function bundleOf(name: FunctionName) {
  const outDir = join(directory, name);
  const made = bundles.get(name) ?? {
    outDir,
    metafile: bundleFunction(join(projectRoot, functions[name].entry), outDir),
  };
  bundles.set(name, made);
  return made;
}

describe.each(Object.keys(functions) as FunctionName[])('the bundle of %s', { timeout }, (name) => {
  it('exports its handler to a process that has nothing else of the project', () => {
    expect(runAlone(bundleOf(name).outDir, 'typeof handler', 'handler')).toBe('function');
  });

  it('asks for nothing outside but Node and what it can do without', () => {
    const { outputs } = bundleOf(name).metafile;
    const asked = Object.values(outputs).flatMap(({ imports }) => imports);
    const outside = asked.filter(({ external }) => external).map(({ path }) => path);
    expect(outside.filter((path) => !isBuiltin(path) && !optionalPackages.has(path))).toEqual([]);
  });

  it('has the wasm files beside it exactly if it holds the wasm backend', () => {
    const holdsBackend = inputsOf(name).some((input) => input.includes('/tfjs-backend-wasm/'));
    const wasmFiles = readdirSync(bundleOf(name).outDir).filter((entry) => entry.endsWith('.wasm'));
    expect(wasmFiles.includes('tfjs-backend-wasm-simd.wasm')).toBe(holdsBackend);
  });
});

describe('the prediction bundle', { timeout }, () => {
  it('holds no TensorFlow and no trainer', () => {
    const unwanted = inputsOf('serve-api').filter((input) =>
      /@tensorflow\/|^layers\/learning\/(tensor\/|trainer|adam|soap|lbfgs)/.test(input),
    );
    expect(unwanted).toEqual([]);
  });

  it('is less than one megabyte, compressed', () => {
    const { outDir } = bundleOf('serve-api');
    const files = readdirSync(outDir).map((file) => gzipSync(readFileSync(join(outDir, file))).length);
    expect(files.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(1_000_000);
  });
});

describe('what a bundle reads before it is asked', { timeout }, () => {
  it('is none of TensorFlow, the generator of the API description, or error messages in other languages', () => {
    const read = (name: FunctionName) => inputsAtStart(bundleOf(name).metafile);
    expect(read('train-subdomain').filter((input) => input.includes('/@tensorflow/'))).toEqual([]);
    expect(read('serve-api').filter((input) => /zod-to-openapi|locales\/(?!en\.)/.test(input))).toEqual([]);
  });

  it("is not Node's fetch, which whoever imports node:http makes it read", () => {
    const { outputs } = bundleOf('serve-api').metafile;
    const asked = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(asked).toContain('node:https');
    expect(asked).not.toContain('node:http');
    const loaded = runAlone(
      bundleOf('serve-api').outDir,
      "process.moduleLoadList.filter((name) => name.includes('undici')).length",
      'handler',
    );
    expect(loaded).toBe('0');
  });
});

describe('the training bundle', { timeout }, () => {
  it('trains on the wasm files beside it', () => {
    const outDir = join(directory, 'tensor-backend');
    bundleFunction(join(projectRoot, 'layers/model/training/tensor/backend.ts'), outDir);
    const answer = runAlone(outDir, '(await loadTensorBackend()).backend', 'loadTensorBackend');
    expect(answer).toBe('wasm');
  });
});

describe('bundling', () => {
  const study =
    'export class QuorumMissed extends Error {} export const handler = () => new QuorumMissed().constructor.name;';

  it('keeps the names of errors, by which the state machine retries', async () => {
    const entry = join(directory, 'entry.ts');
    writeFileSync(entry, study);
    bundleFunction(entry, join(directory, 'named'));
    const { handler } = await import(pathToFileURL(join(directory, 'named', 'handler.mjs')).href);
    expect(handler()).toBe('QuorumMissed');
  });

  it('writes the source map to the given folder, or not at all', () => {
    const entry = join(directory, 'mapped.ts');
    writeFileSync(entry, study);
    bundleFunction(entry, join(directory, 'mapped'), join(directory, 'maps'));
    expect(readdirSync(join(directory, 'mapped'))).toEqual(['handler.mjs']);
    expect(readdirSync(join(directory, 'maps'))).toEqual(['handler.mjs.map']);
  });
});

/** Packages that the importing code can do without: tfjs, node-fetch and linkedom load them within a try. */
const optionalPackages = new Set([
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
  'encoding',
  'canvas',
]);

/** The value of `expression` over an export of a bundle, in a process that sees nothing but the bundle's folder. */
function runAlone(outDir: string, expression: string, exported: string): string {
  const bundle = pathToFileURL(join(outDir, 'handler.mjs')).href;
  const script = `const { ${exported} } = await import('${bundle}'); console.log(${expression})`;
  const stdout = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: outDir,
    env: { AWS_REGION: 'eu-west-1' },
    encoding: 'utf8',
  });
  return stdout.trim().split('\n').at(-1)!;
}

/** Modules in the handler's file and in those that it imports at once. */
function inputsAtStart({ outputs }: Metafile): string[] {
  const seen = new Set<string>();
  const follow = (file: string) => {
    const output = outputs[file];
    if (!output || seen.has(file)) return;
    seen.add(file);
    for (const { path, kind } of output.imports) if (kind === 'import-statement') follow(path);
  };
  follow(Object.keys(outputs).find((file) => file.endsWith('/handler.mjs'))!);
  return [...seen].flatMap((file) => Object.keys(outputs[file]!.inputs));
}

function inputsOf(name: FunctionName): string[] {
  return Object.keys(bundleOf(name).metafile.inputs);
}
