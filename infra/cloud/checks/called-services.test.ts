import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type FunctionName, functions, touchesStudies } from '../../system.ts';
import { bundleFunction } from '../bundle/bundle.ts';
import { projectRoot } from '../root.ts';
import { propertiesOf, templateOf } from './template.testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-called-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The endpoint by which each client of AWS reaches its service. */
const endpointOfClient: Readonly<Record<string, string>> = { s3: 's3', sfn: 'states' };

const inside = (Object.keys(functions) as FunctionName[]).filter(touchesStudies);

describe('the services that functions in the closed network call', { timeout: 120_000 }, () => {
  const clients = new Set(inside.flatMap((name) => clientsIn(functions[name].entry, name)));

  it('have an endpoint, each of them, and each endpoint is of a service that is called', () => {
    const called = [...clients].map(
      (client) => endpointOfClient[client] ?? `nobody knows how to reach ${client}`,
    );
    const endpoints = propertiesOf(templateOf({ profile: 'clinical' }), 'AWS::EC2::VPCEndpoint').map(
      ({ ServiceName }) => /\.([a-z][a-z.-]*\w)"[\]}]*$/.exec(JSON.stringify(ServiceName))![1]!,
    );
    expect(called.sort()).toEqual(endpoints.sort());
  });

  it('are no others for what trains on a GPU', () => {
    const known = Object.keys(endpointOfClient);
    expect(known).toEqual(expect.arrayContaining(clientsIn('functions/train-subdomain/job.ts', 'job')));
  });
});

/** The clients of AWS in the bundle of a module. */
function clientsIn(entry: string, name: string): string[] {
  const { outputs } = bundleFunction(join(projectRoot, entry), join(folder, name));
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const held = files.flatMap((file) => /@aws-sdk\/client-([\w-]+)\//.exec(file)?.[1] ?? []);
  return [...new Set(held)];
}
