/** `npm run bench -- <name>`: runs one benchmark and writes its figures to `results/`; some run a part of it if arguments name the part. */
const benches = {
  cloud: () => import('./cloud.ts'),
  cost: () => import('./cost.ts'),
  endurance: () => import('./endurance.ts'),
  faults: () => import('./faults.ts'),
  forest: () => import('./forest.ts'),
  'large-recordings': () => import('./large-recordings.ts'),
  physics: () => import('./physics.ts'),
  prediction: () => import('./prediction.ts'),
  scale: () => import('./scale.ts'),
  soak: () => import('./soak.ts'),
  slopes: () => import('./slopes.ts'),
  training: () => import('./training.ts'),
  windows: () => import('./windows.ts'),
};

const [name = '', ...parts] = process.argv.slice(2);
if (Object.hasOwn(benches, name)) {
  const bench = await benches[name as keyof typeof benches]();
  await bench.run(parts);
} else {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benches).join('|')}\n`);
  process.exitCode = 1;
}
