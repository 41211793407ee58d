import { createInterface } from 'node:readline';
import { nativeBackend, tensorEngine } from '../../../layers/model/training/testing.ts';
import { batchRows, benchCase } from './bench-case.ts';
import { engineCompetitor } from './competitors.ts';

/** Prints its version, then answers "case steps" by "ms loss": the tensor engine on native TensorFlow. */
const { tf, backend } = nativeBackend(process.argv[2]!);
const native = engineCompetitor('native', tensorEngine({ tf, backend }), batchRows.map(benchCase));
process.stdout.write(`tfjs-node ${tf.version.tfjs}, Node ${process.version}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const [which, steps] = line.split(' ').map(Number) as [number, number];
  const { msAStep, loss } = await native.run(which, steps);
  process.stdout.write(`${msAStep} ${loss}\n`);
}
