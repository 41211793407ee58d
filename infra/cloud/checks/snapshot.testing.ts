import { describe, expect, it } from 'vitest';
import { resourcesByPart } from './template.testing.ts';

/** Properties that change with every line of a function: names of assets. The definition has tests of its own. */
const changing = new Set(['Code', 'DefinitionString', 'Image', 'JobDefinitionName']);

/** The logical id of a version ends with a digest of the function's code and settings. */
const hashOfVersion = /(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g;

const parts = new Map([
  ...resourcesByPart({ gpu: true }),
  ...[...resourcesByPart({ profile: 'clinical' })]
    .filter(([part]) => part === 'Network' || part === 'Storage')
    .map(([part, resources]) => [`${part}, clinical`, resources] as const),
  ...[...resourcesByPart({ nativeTraining: true })]
    .filter(([part]) => part === 'TrainSubdomain')
    .map(([part, resources]) => [`${part}, native`, resources] as const),
  ...resourcesByPart(),
]);

describe('the template, part by part', () => {
  it.each([...parts])('of %s is the one that was looked at', async (part, resources) => {
    const text = JSON.stringify(resources, (name, value) => (changing.has(name) ? '…' : value), 1);
    await expect(`${text.replaceAll(hashOfVersion, '$1…')}\n`).toMatchFileSnapshot(
      `snapshots/${part.replace(', ', '-')}.snap`,
    );
  });
});
