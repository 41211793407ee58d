import { startLocalWorld } from '../../../infra/local/index.ts';

/** `serve-world.ts DATA_DIR BUCKET_URL`: the whole system in a process of its own; its functions reach the bucket by that address. */
const [, , dataDir = '', bucketUrl = ''] = process.argv;
const world = await startLocalWorld({
  dataDir,
  ports: { bucket: 0, stepFunctions: 0, api: 0 },
  workers: 2,
  retryDelayMs: 50,
  env: { SARCOMERE_SETTLE_S: '0.3', AWS_ENDPOINT_URL_S3: bucketUrl },
});
process.stdout.write(`${JSON.stringify(world)}\n`);
process.stdin.once('end', () => world.close()).resume();
