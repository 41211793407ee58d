import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleFunction } from '../../infra/cloud/bundle/bundle.ts';
import { projectRoot } from '../../infra/cloud/root.ts';
import { functions } from '../../infra/system.ts';
import { trainingSpeed, warmPredictions } from './cloud/published-study.ts';

const starts = 15;

/** Properties that matter in the cloud: size and import time of each bundle, and time of a warm prediction. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-bench-'));
  const bundles = Object.entries(functions).map(([name, { entry }]) => {
    const outDir = join(folder, name);
    bundleFunction(join(projectRoot, entry), outDir);
    const files = readdirSync(outDir).map((file) => readFileSync(join(outDir, file)));
    const imports = Array.from({ length: starts }, () => importOf(outDir));
    return {
      name,
      zippedBytes: files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0),
      coldImportMs: spread(imports.map(({ ms }) => ms)),
      coldImportCpuMs: spread(imports.map(({ cpuMs }) => cpuMs)),
    };
  });
  rmSync(folder, { recursive: true });
  for (const { name, zippedBytes, coldImportMs, coldImportCpuMs } of bundles) {
    console.log(
      `${name.padEnd(18)} ${(zippedBytes / 1000).toFixed(0).padStart(6)} kB zipped, import ${shown(coldImportMs)}, of a processor ${shown(coldImportCpuMs)}`,
    );
  }
  const { networks, raw, envelope } = await warmPredictions(200);
  const warmPredictionMs = { networks, raw: spread(raw), envelope: spread(envelope) };
  for (const kind of ['envelope', 'raw'] as const) {
    console.log(
      `warm prediction of 1,000 rows by ${networks} networks from ${kind} EMG: ${shown(warmPredictionMs[kind])}`,
    );
  }
  const training = await trainingSpeed();
  console.log(`training: ${training.nsPerRowParameterPass.toFixed(3)} ns a row, parameter and pass`);

  const report = {
    what: 'bundles as they are deployed; a bare process of the pinned Node on one machine',
    machine: cpus()[0]!.model,
    date: new Date().toISOString().slice(0, 10),
    bundles,
    warmPredictionMs,
    training,
  };
  const target = new URL('./results/', import.meta.url);
  mkdirSync(target, { recursive: true });
  writeFileSync(new URL('cloud.json', target), `${JSON.stringify(report, null, 2)}\n`);
}

/**
 * Import time in a new process, which makes up most of Lambda's "init duration": wall time, and processor time, which
 * other load on the machine hardly changes.
 */
function importOf(outDir: string): { ms: number; cpuMs: number } {
  const bundle = pathToFileURL(join(outDir, 'handler.mjs')).href;
  const script = `
    const start = performance.now();
    const startCpu = process.cpuUsage();
    await import('${bundle}');
    const { user, system } = process.cpuUsage(startCpu);
    console.log(JSON.stringify({ ms: performance.now() - start, cpuMs: (user + system) / 1000 }))`;
  const env = { AWS_REGION: 'eu-west-1', SARCOMERE_BUCKET: 'b', SARCOMERE_STATE_MACHINE_ARN: 'arn' };
  const stdout = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: outDir,
    env,
    encoding: 'utf8',
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const rounded = (value: number) => Number(value.toPrecision(3));
  return {
    median: rounded(sorted[Math.floor(sorted.length / 2)]!),
    least: rounded(sorted[0]!),
    most: rounded(sorted.at(-1)!),
  };
}

function shown({ median, least, most }: Spread): string {
  return `${median} ms (${least} to ${most})`;
}
