import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Case, Experiment } from './experiment.ts';
import type { UnitResult } from './result.ts';
import type { Scale } from './studies/study-source.ts';

/** One case with one seed: one unit of work, stored as one. */
export interface Unit {
  readonly experiment: Experiment;
  readonly case: Case;
  readonly seed: number;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Code on which a result depends, beside the settings of its case; code that only reports results is left out. */
const sources = [
  'layers/{faults,biomechanics,signals,recordings,simulation,preparation,learning,ensemble,storage}/**/*.ts',
  'functions/{prepare-study,train-subdomain,aggregate-models}/*.ts',
  'bench/experiments/{changes,studies,baselines}/*.ts',
  'bench/experiments/{run-case,run-pipeline,model-answers,oracle,calibrated}.ts',
  'bench/convert/*.ts',
  'package-lock.json',
];

/** SHA-256 of the code, so that results of other code are never used. */
export function codeDigest(): string {
  const hash = createHash('sha256');
  const files = globSync(sources, { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Folder of the results of units; a killed study goes on from them. */
export class UnitStore {
  private readonly folder: string;
  private readonly code: string;
  private readonly scale: Scale;

  constructor(folder: string, code: string, scale: Scale) {
    this.folder = folder;
    this.code = code;
    this.scale = scale;
  }

  read(unit: Unit): UnitResult | undefined {
    const path = this.path(unit);
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as UnitResult) : undefined;
  }

  /** Written beside its place and then renamed, so that a file is always whole. */
  write(unit: Unit, result: UnitResult): void {
    const path = this.path(unit);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.unfinished`, JSON.stringify(result));
    renameSync(`${path}.unfinished`, path);
  }

  private path({ experiment, case: one, seed }: Unit): string {
    const { dataDir: _, ...scale } = this.scale;
    const { asks: _asks, study, change, ...settings } = one;
    const given = { ...settings, study: study.settings, change: change?.name, scale, seed, code: this.code };
    const digest = createHash('sha256').update(JSON.stringify(given)).digest('hex').slice(0, 12);
    return join(this.folder, experiment.name, `${one.name}-seed-${seed}-${digest}.json`);
  }
}
