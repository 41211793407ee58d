// Imports run downward only: doors, ground, functions, layers; within the layers from the report down to faults.
// A room's border is its index.ts, and testing.ts beside it for what only tests and benches use.
const roomsFromTheGround = [
  'base/numbers',
  'base/faults',
  'physics/signals',
  'physics/biomechanics',
  'study/formats',
  'study/manifest',
  'study/recordings',
  'study/simulation',
  'model/inputs',
  'model/network',
  'model/forest',
  'model/dataset',
  'model/predictor',
  'model/training',
  'model/weighing',
  'run/capacity',
  'run/storage',
  'run/cost',
  'run/records',
  'run/report',
  'door',
];

const upwardInLayers = roomsFromTheGround.slice(0, -1).map((room, at) => ({
  name: `no-upward-import-from-${room.replace('/', '-')}`,
  severity: 'error',
  from: { path: `^layers/${room}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^layers/(${roomsFromTheGround.slice(at + 1).join('|')})/` },
}));

const tests = '\\.test\\.ts$|[./]testing\\.ts$|/(fixtures|testing)/|^(test|bench|examples)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upwardInLayers,
    {
      name: 'formats-know-only-the-floors-below',
      severity: 'error',
      from: { path: '^layers/study/formats/', pathNot: '\\.test\\.ts$' },
      to: { path: '^layers/', pathNot: '^layers/(study/formats|base/faults|base/numbers|physics/signals)/' },
    },
    {
      // A model's file outlives the code: nothing else, types included, may decide what stands in it.
      name: 'a-model-file-has-its-own-types',
      severity: 'error',
      from: { path: '^layers/model/predictor/model-file/', pathNot: '\\.(test|testing)\\.ts$' },
      to: {
        path: '^(layers|functions|infra|cli|web|bench|test)/',
        pathNot: '^layers/(model/predictor/model-file|base/faults)/',
      },
    },
    {
      name: 'what-a-browser-can-use-runs-in-a-browser',
      severity: 'error',
      from: {
        path: '^layers/(base|physics|study|model/(inputs|network|forest|predictor))/',
        pathNot: '\\.(test|testing)\\.ts$|/testing/',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'enter-rooms-by-their-index',
      comment: 'from one room to another',
      severity: 'error',
      from: { path: '^layers/([^/]+/[^/]+)/' },
      to: {
        path: '^layers/[^/]+/[^/]+/',
        pathNot: ['^layers/$1/', '^layers/[^/]+/[^/]+/(index|testing)\\.ts$', '^layers/(door|tensorflow)/'],
      },
    },
    {
      name: 'enter-rooms-by-their-index-from-outside',
      severity: 'error',
      from: { pathNot: '^layers/' },
      to: {
        path: '^layers/[^/]+/[^/]+/',
        pathNot: ['^layers/[^/]+/[^/]+/(index|testing)\\.ts$', '^layers/(door|tensorflow)/'],
      },
    },
    {
      name: 'enter-the-local-world-by-its-index',
      severity: 'error',
      from: { pathNot: '^infra/local/' },
      to: { path: '^infra/local/', pathNot: '^infra/local/(index|testing)\\.ts$' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: '[./]testing\\.ts$' },
    },
    {
      name: 'layers-know-only-layers',
      severity: 'error',
      from: { path: '^layers/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(functions|infra|cli|web|bench|examples|test)/' },
    },
    {
      name: 'functions-know-only-layers',
      severity: 'error',
      from: { path: '^functions/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(functions|infra|cli|web|bench|examples|test)/',
        pathNot: '^functions/($1/|step-handler\\.ts$)',
      },
    },
    {
      name: 'infra-knows-no-doors',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^(cli|web)/' },
    },
    {
      name: 'worlds-do-not-know-each-other',
      severity: 'error',
      from: { path: '^infra/(cloud|local)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^infra/(cloud|local)/', pathNot: '^infra/$1/' },
    },
    {
      name: 'doors-stay-out-of-cloud-and-functions',
      severity: 'error',
      from: { path: '^cli/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(functions|infra/cloud|web|bench|examples|test)/' },
    },
    {
      name: 'only-storage-knows-s3',
      severity: 'error',
      from: {
        path: '^(layers|functions|cli)/',
        pathNot: '^layers/run/(storage|records)/|/fixtures/|\\.(test|testing)\\.ts$',
      },
      to: { path: '@aws-sdk/client-s3' },
    },
    {
      name: 'no-cloud-in-layers',
      severity: 'error',
      from: { path: '^layers/', pathNot: '^layers/run/(storage|records)/' },
      to: { path: '@aws-sdk|@aws-lambda-powertools|@middy' },
    },
    {
      name: 'no-circles',
      comment: 'circles of types are circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: {
        couldNotResolve: true,
        pathNot: '^(@tensorflow/tfjs-node|aws-lambda$|sarcomere$|\\./sarcomere\\.js$)',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
