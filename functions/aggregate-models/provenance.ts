import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import type { Gathered, PartitionRecord } from '../../layers/run/records/index.ts';
import type { FamilyRow } from '../../layers/run/report/index.ts';
import packageJson from '../../package.json' with { type: 'json' };

/** Everything that is needed to run a study again and get the same model. */
export function provenanceOf(run: {
  readonly problem: TrainingProblem;
  readonly partition: PartitionRecord;
  readonly gathered: Gathered;
  readonly families: readonly FamilyRow[];
  readonly mode: string;
  readonly createdAt: Date;
}): Record<string, unknown> {
  const { problem, partition, gathered, families, mode, createdAt } = run;
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
    settings: {
      joint: problem.joint,
      signals: problem.signals,
      features: problem.features,
      training: problem.training,
      subdomains: problem.subdomains,
      ensemble: { ...problem.ensemble, published: mode },
    },
    families: Object.fromEntries(
      families.map((family) => [family.family, trainedAs(family, partition, gathered)]),
    ),
    inputs: partition.inputs,
    seeds: Object.fromEntries(trainings.map(({ subdomain, seed }) => [subdomain, seed])),
    models: Object.fromEntries(trainings.map(({ subdomain, digests }) => [subdomain, digests])),
  };
}

/** What was trained in one family: the learner, the names that a prediction must give, and the seeds. */
function trainedAs(
  { family, learner, needs, models, dropped }: FamilyRow,
  { subdomains }: PartitionRecord,
  { trainings }: Gathered,
) {
  const own = subdomains.filter((one) => one.family === family);
  return {
    learner,
    needs,
    trained: models,
    dropped,
    seeds: own.flatMap(({ id }) => trainings.get(id)?.seed ?? []),
  };
}
