import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import type { Gathered, PartitionRecord } from '../../layers/run/records/index.ts';
import packageJson from '../../package.json' with { type: 'json' };

/** Everything that is needed to run a study again and get the same model. */
export function provenanceOf(run: {
  readonly problem: TrainingProblem;
  readonly partition: PartitionRecord;
  readonly gathered: Gathered;
  readonly mode: string;
  readonly createdAt: Date;
}): Record<string, unknown> {
  const { problem, partition, gathered, mode, createdAt } = run;
  const trainings = [...gathered.trainings.values()];
  return {
    study: problem.study,
    run: problem.run,
    createdAt: createdAt.toISOString(),
    software: {
      sarcomere: packageJson.version,
      node: process.version,
      engines: [...new Set(trainings.map(({ engine, backend }) => `${engine} (${backend})`))],
    },
    seed: problem.training.seed,
    seeds: Object.fromEntries(trainings.map(({ subdomain, seed }) => [subdomain, seed])),
    settings: {
      joint: problem.joint,
      signals: problem.signals,
      features: problem.features,
      training: problem.training,
      subdomains: problem.subdomains,
      ensemble: { ...problem.ensemble, published: mode },
    },
    inputs: partition.inputs,
    models: Object.fromEntries(trainings.map(({ subdomain, digests }) => [subdomain, digests])),
  };
}
