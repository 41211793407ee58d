import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AssetHashType, DockerImage, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { buildSync, type Metafile } from 'esbuild';
import { type FunctionName, functions } from '../../system.ts';
import { projectRoot } from '../root.ts';
import { bundleTarget } from './runtime.ts';

/**
 * A function's code as a CDK asset: its bundle, made inside the cloud assembly and named by its content. The source map,
 * for reading stack traces, stays in `source-maps/` beside the assembly and is not deployed.
 */
export function bundledCode(scope: Construct, name: FunctionName): Code {
  const mapDir = join(Stage.of(scope)!.outdir, 'source-maps');
  return Code.fromAsset(join(projectRoot, dirname(functions[name].entry)), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-pulled'), // required by the type; the local bundling below always answers
      local: {
        tryBundle(outDir) {
          bundleFunction(join(projectRoot, functions[name].entry), outDir, join(mapDir, name));
          return true;
        },
      },
    },
  });
}

/**
 * Bundles an entry module with everything it imports into `outDir/handler.mjs`. Dynamic imports go into files beside it,
 * so that a cold start does not read them. TensorFlow's native library (250 MB and more) is left out; training in a zip
 * runs on wasm or the kernel. If the bundle holds the wasm backend, its `.wasm` files are copied beside it, where the
 * backend looks for them.
 *
 * @returns esbuild's metafile: the inputs of each output
 */
export function bundleFunction(entryFile: string, outDir: string, mapDir?: string): Metafile {
  const { outputFiles, metafile } = buildSync({
    entryPoints: { handler: entryFile },
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: projectRoot,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: bundleTarget,
    mainFields: ['module', 'main'], // ES modules first, which tree shaking needs
    alias: {
      zod: join(projectRoot, 'infra/cloud/bundle/zod-for-bundles.ts'),
      'node:http': join(projectRoot, 'infra/cloud/bundle/http-for-bundles.ts'),
    },
    external: ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
    minify: true,
    keepNames: true, // Step Functions retries by the name of the error
    legalComments: 'none',
    banner: { js: commonJsRequire },
    define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    sourcemap: 'external',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const reached = filesReached(metafile);
  for (const { path, contents } of outputFiles) {
    const isMap = path.endsWith('.map');
    if (!reached.has(basename(path, '.map'))) continue;
    const target = isMap ? mapDir && join(mapDir, basename(path)) : path;
    if (target === undefined) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, contents);
  }
  const holdsWasmBackend = Object.keys(metafile.inputs).some((file) => file.includes('/tfjs-backend-wasm/'));
  if (holdsWasmBackend) copyWasmFiles(outDir);
  return metafile;
}

/**
 * The files of a bundle that its handler can load. esbuild writes a file for each `import()` that it reads, also if the function
 * around it is left out.
 */
function filesReached({ outputs }: Metafile): Set<string> {
  const importsOf = new Map(
    Object.entries(outputs).map(([file, { imports }]) => [
      basename(file),
      imports.filter(({ external }) => !external).map(({ path }) => basename(path)),
    ]),
  );
  const reached = new Set(['handler.mjs']);
  // A set that grows is walked to its end.
  for (const file of reached) for (const imported of importsOf.get(file) ?? []) reached.add(imported);
  return reached;
}

/** An ES module has no `require`, which CommonJS packages in the bundle call for Node's own modules. */
const commonJsRequire =
  "import{createRequire as bundleRequire}from'node:module';const require=bundleRequire(import.meta.url);";

function copyWasmFiles(outDir: string): void {
  const dist = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  for (const file of readdirSync(dist).filter((name) => name.endsWith('.wasm'))) {
    copyFileSync(join(dist, file), join(outDir, file));
  }
}
