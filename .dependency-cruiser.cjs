// Imports run downward only: doors, ground, steps, knowledge; and within the layers from the report down to faults.
const layersFromTheGround = [
  'faults',
  'numbers',
  'capacity',
  'biomechanics',
  'signals',
  'formats',
  'recordings',
  'simulation',
  'preparation',
  'learning',
  'ensemble',
  'storage',
  'cost',
  'report',
  'door',
];

const upwardInLayers = layersFromTheGround.slice(0, -1).map((layer, at) => ({
  name: `no-upward-import-from-${layer}`,
  severity: 'error',
  from: { path: `^layers/${layer}/` },
  to: { path: `^layers/(${layersFromTheGround.slice(at + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upwardInLayers,
    {
      name: 'formats-know-only-the-floors-below',
      severity: 'error',
      from: { path: '^layers/formats/', pathNot: '\\.test\\.ts$' },
      to: { path: '^layers/', pathNot: '^layers/(formats|faults|numbers|signals)/' },
    },
    {
      name: 'layers-know-only-layers',
      severity: 'error',
      from: { path: '^layers/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(functions|infra|cli|web|test)/' },
    },
    {
      name: 'functions-know-only-layers',
      severity: 'error',
      from: { path: '^functions/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(functions|infra|cli|web|test)/', pathNot: '^functions/$1/' },
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
      to: { path: '^(functions|infra/cloud|web|test)/' },
    },
    {
      name: 'only-storage-knows-s3',
      severity: 'error',
      from: {
        path: '^(layers|functions|cli)/',
        pathNot: '^layers/storage/|/fixtures/|\\.(test|testing)\\.ts$',
      },
      to: { path: '@aws-sdk/client-s3' },
    },
    {
      name: 'no-cloud-in-layers',
      severity: 'error',
      from: { path: '^layers/', pathNot: '^layers/storage/' },
      to: { path: '@aws-sdk|@aws-lambda-powertools|@middy' },
    },
    {
      // A model's file outlives the code: nothing else, types included, may decide what stands in it.
      name: 'a-model-file-has-its-own-types',
      severity: 'error',
      from: { path: '^layers/ensemble/model-file/', pathNot: '\\.(test|testing)\\.ts$' },
      to: {
        path: '^(layers|functions|infra|cli|web|test)/',
        pathNot: '^layers/(ensemble/model-file|faults)/',
      },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(@tensorflow/tfjs-node|aws-lambda$)' },
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
