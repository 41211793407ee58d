import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { leastManifest } from '../recordings/testing.ts';
import { manifestJsonSchema, manifestSchema } from './manifest.ts';

describe('manifest', () => {
  it('fills every default of the least manifest', () => {
    const { signals, recordings, ...settings } = manifestSchema.parse(leastManifest());
    expect(signals).toMatchObject({
      time: { column: 'time_s' },
      rateHz: 50,
      emg: { unit: 'mV', filter: { bandPassHz: [20, 450], envelopeHz: 6, causal: false } },
      angle: { unit: 'deg', lowPassHz: 6 },
      forces: [],
    });
    expect(recordings[0]).toEqual({
      file: 'a.csv',
      site: 'site',
      subject: '1A',
      session: '1',
      task: 'task',
      posture: 'unknown',
    });
    expect(settings).toMatchObject({
      subdomains: { by: 'auto' },
      features: { lagsMs: [0, 100, 200, 300, 400, 500], contextS: 4, compression: 'log', names: ['subject'] },
      training: {
        engine: 'auto',
        seed: 1,
        physicsWeight: 0.1,
        hidden: [48, 48],
        single: true,
      },
      ensemble: { mode: 'auto', quorum: 0.8 },
    });
  });

  it('gives each call defaults of its own', () => {
    const [first, second] = [manifestSchema.parse(leastManifest()), manifestSchema.parse(leastManifest())];
    first.training.hidden.push(7);
    expect(second.training.hidden).toEqual([48, 48]);
  });
});

describe('published JSON Schema', () => {
  const schema = manifestJsonSchema();
  const accepts = new Ajv2020({ strict: false }).compile(schema);

  it('accepts a manifest, and refuses what the parser refuses', () => {
    expect(accepts(leastManifest())).toBe(true);
    expect(accepts({ ...leastManifest(), colour: 'red' })).toBe(false);
    expect(accepts({ ...leastManifest(), version: 2 })).toBe(false);
    expect(accepts({ ...leastManifest(), recordings: [{ subject: '1A' }] })).toBe(false);
  });

  it('describes every field, with its default unless it is required', () => {
    const silent = fieldsOf(schema, '').filter(({ node }) => !node.description);
    expect(silent.map(({ path }) => path)).toEqual([]);
    const undecided = fieldsOf(schema, '').filter(({ node, isRequired }) => {
      const saysDefault = node.default !== undefined || /Default: |Either /.test(node.description ?? '');
      return !isRequired && !saysDefault;
    });
    expect(undecided.map(({ path }) => path)).toEqual([]);
  });
});

interface SchemaNode {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Record<string, SchemaNode>;
  readonly required?: string[];
  readonly items?: SchemaNode;
}

function fieldsOf(node: SchemaNode, path: string): { path: string; node: SchemaNode; isRequired: boolean }[] {
  const inside = Object.entries(node.properties ?? {}).flatMap(([name, field]) => [
    { path: `${path}.${name}`, node: field, isRequired: node.required?.includes(name) ?? false },
    ...fieldsOf(field, `${path}.${name}`),
  ]);
  return [...inside, ...(node.items ? fieldsOf(node.items, `${path}[]`) : [])];
}
