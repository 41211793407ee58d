// Checks the packed package as a user installs it: in an empty folder, with the oldest Node of `engines` and the Node of
// this project, by the commands of the README on a small simulated study, with paths relative to that folder. An older Node
// must be refused with a sentence. Needs the registry for the dependencies and for Node (the npm package `node`).
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const npm = process.env.npm_execpath; // npm's own script: `npm run check:package` sets it on every system
if (npm === undefined) throw new Error('Call this as "npm run check:package".');
const project = fileURLToPath(new URL('../', import.meta.url));
const { devDependencies, engines } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
const oldest = engines.node.replace('>=', '');
const tooOld = '20';
const smallStudy = '--study wrist-small --joint wrist --subjects 2 --sites 1 --seconds-per-recording 6'.split(
  ' ',
);

const typedProgram = `import { type Model, openModel, predict } from 'sarcomere';
import * as others from 'sarcomere/train';
const model: Model = await openModel(async () => undefined);
const { angleRad } = predict(model, { sampleRateHz: 1000, channels: { emg: [1, 2] } });
const wrong: string = angleRad;
export { others, wrong };
`;

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-package-'));
try {
  const [{ filename, size, files }] = JSON.parse(
    runNpm(project, 'pack', '--json', '--silent', '--pack-destination', folder),
  );
  const stray = files.filter(({ path }) => /(\.test\.|[./]testing\.|fixture)/.test(path));
  if (stray.length > 0) throw new Error(`the package holds ${stray[0].path}`);
  console.log(`${filename}: ${files.length} files, ${Math.round(size / 1024)} KiB`);
  for (const version of [oldest, devDependencies.node]) await works(version, join(folder, filename));
  refuses(tooOld, join(folder, filename));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function works(version, tarball) {
  const home = installed(version, tarball);
  const sarcomere = (...words) => command(home, version, ...words);
  sarcomere('--help');
  sarcomere('simulate', '--out', 'studies/wrist', ...smallStudy);
  shortenTraining(join(home, 'studies/wrist/study.json'));
  sarcomere('validate', 'studies/wrist');
  sarcomere('run', 'studies/wrist', '--out', 'results');
  const recording = 'studies/wrist/site1/s01_01_elastic_slow_emg.csv';
  sarcomere('predict', '--model', 'results/model', '--in', recording, '--out', 'prediction.csv');
  const [header, ...rows] = readFileSync(join(home, 'prediction.csv'), 'utf8').trim().split('\n');
  if (!header.startsWith('time_s,wrist_flexion_rad,wrist_flexion_deg,force_FCR_N') || rows.length < 200)
    throw new Error(`the prediction is ${rows.length} rows of ${header}`);
  copyFileSync(join(project, 'examples/node/predict.mjs'), join(home, 'predict.mjs'));
  const words = ['predict.mjs', 'results/model', recording];
  const { stdout, stderr, status } = spawnSync(nodeOf(home), words, { cwd: home, encoding: 'utf8' });
  if (status !== 0 || stdout.trim() !== [header, ...rows].join('\n'))
    throw new Error(`the example of the library differs from the command: ${stderr}${stdout.slice(0, 400)}`);
  await serves(home, recording, rows.length);
  const doors = ['', '/physics', '/signals', '/study', '/train', '/simulate'].map(
    (door) => `sarcomere${door}`,
  );
  const imports = `for (const door of ${JSON.stringify(doors)}) await import(door)`;
  execFileSync(nodeOf(home), ['--input-type=module', '-e', imports], { cwd: home, stdio: 'inherit' });
  if (version === oldest) {
    compiles(home);
    bundles(home);
  }
  console.log(
    `Node ${version}: simulate, validate, run, predict, serve, and the library's ${doors.length} doors work`,
  );
}

/** `sarcomere serve` answers a prediction over HTTP by the model of the run, and ends on a signal. */
async function serves(home, recording, rows) {
  const data = join(home, '.sarcomere');
  const serving = spawn(join(home, 'node_modules/.bin/sarcomere'), ['serve', '--port', '0'], inFolder(home));
  const ended = once(serving, 'exit');
  try {
    const [line] = await Promise.race([once(serving.stdout, 'data'), ended]);
    if (!/API/.test(line)) throw new Error(`sarcomere serve ended with ${line}`);
    const { apiUrl, apiToken } = JSON.parse(readFileSync(join(data, 'world.json'), 'utf8'));
    const answer = await fetch(`${apiUrl}/v1/models/wrist-small/predictions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'text/csv' },
      body: readFileSync(join(home, recording)),
    });
    const { timeS } = await answer.json();
    if (timeS?.length !== rows) throw new Error(`the API answers ${answer.status}, ${timeS?.length} rows`);
  } finally {
    serving.kill('SIGTERM');
    await ended;
  }
}

/** The declarations compile alone, with those of browsers and with those of Node, and reject wrong calls. */
function compiles(home) {
  writeFileSync(join(home, 'use.mts'), typedProgram);
  const ofNode = ['--types', 'node', '--typeRoots', join(project, 'node_modules/@types')];
  for (const lib of [['es2023,dom'], ['es2023', ...ofNode]]) {
    const words = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--target',
      'es2023',
      '--module',
      'nodenext',
    ];
    const tsc = join(project, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...words, '--lib', ...lib, 'use.mts'], {
      cwd: home,
      encoding: 'utf8',
    });
    if (!/^use\.mts\(5,\d+\): error TS2322[^\n]*\n$/.test(stdout))
      throw new Error(`the declarations fail: ${stdout}`);
  }
}

/** The bundle of examples/README.md, from the installed package. */
function bundles(home) {
  const esbuild = join(project, 'node_modules/esbuild/bin/esbuild');
  const words = [
    'sarcomere',
    '--bundle',
    '--minify',
    '--format=esm',
    '--outfile=sarcomere.js',
    '--log-level=error',
  ];
  const { status, stderr } = spawnSync(esbuild, words, { cwd: home, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the package makes no bundle for browsers: ${stderr}`);
}

function refuses(version, tarball) {
  const home = installed(version, tarball);
  const { stderr, status } = start(home, '--help');
  if (status !== 1 || !stderr.startsWith('sarcomere needs Node'))
    throw new Error(`Node ${version} says: ${stderr}`);
  console.log(`Node ${version}: ${stderr.trim()}`);
}

/** A new folder with the package and a version of Node. */
function installed(version, tarball) {
  const home = join(folder, `node-${version}`);
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  runNpm(
    home,
    'install',
    '--no-audit',
    '--no-fund',
    '--silent',
    '--prefer-offline',
    tarball,
    `node@${version}`,
  );
  return home;
}

function command(home, version, ...words) {
  const { status, stdout, stderr } = start(home, ...words);
  if (status === 0 && !/warning/i.test(stderr)) return;
  throw new Error(`Node ${version}: sarcomere ${words.join(' ')} exits ${status}\n${stdout}${stderr}`);
}

function start(home, ...words) {
  return spawnSync(join(home, 'node_modules/.bin/sarcomere'), words, { ...inFolder(home), encoding: 'utf8' });
}

/** Runs a command like `npx`: commands of the folder, its Node among them, take precedence. */
function inFolder(home) {
  const PATH = `${join(home, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
  return { cwd: home, env: { ...process.env, PATH } };
}

function nodeOf(home) {
  return join(home, 'node_modules/.bin/node');
}

function runNpm(cwd, ...words) {
  return execFileSync(process.execPath, [npm, ...words], { cwd, encoding: 'utf8' });
}

function shortenTraining(file) {
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const training = { hidden: [8], epochs: 3, lbfgsIterations: 2 };
  writeFileSync(file, JSON.stringify({ ...manifest, training }));
}
