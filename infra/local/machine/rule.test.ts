import { describe, expect, it } from 'vitest';
import { uploadEventPattern } from '../../system.ts';
import { uploadEvent } from '../bucket/upload-event.ts';
import { matches } from './rule.ts';

const created = (key: string) =>
  uploadEvent({ bucket: 'sarcomere', key, sizeBytes: 2, etag: 'e', reason: 'PutObject', timeMs: 0 });

describe('the upload rule', () => {
  it.each(['studies/knee/study.json', 'studies/a/b/study.json', 'studies//study.json'])('takes %s', (key) => {
    expect(matches(uploadEventPattern, created(key))).toBe(true);
  });

  it.each([
    'studies/knee/study.json.bak',
    'studies/knee/Study.json',
    'studies/knee/studyXjson',
    'old/studies/knee/study.json',
    'studies/study.json',
  ])('leaves %s', (key) => {
    expect(matches(uploadEventPattern, created(key))).toBe(false);
  });

  it('leaves events of another kind or source', () => {
    const event = created('studies/knee/study.json');
    expect(matches(uploadEventPattern, { ...event, 'detail-type': 'Object Deleted' })).toBe(false);
    expect(matches(uploadEventPattern, { ...event, source: 'aws.ec2' })).toBe(false);
    expect(matches(uploadEventPattern, {})).toBe(false);
  });
});

describe('an event pattern', () => {
  it('accepts any value of its list, and any element of the event’s list', () => {
    expect(matches({ state: ['running', 'pending'] }, { state: 'pending' })).toBe(true);
    expect(matches({ tags: ['a'] }, { tags: ['b', 'a'] })).toBe(true);
    expect(matches({ tags: ['c'] }, { tags: ['b', 'a'] })).toBe(false);
  });

  it('tells numbers, booleans, null and absence apart', () => {
    expect(matches({ n: [1] }, { n: 1 })).toBe(true);
    expect(matches({ n: ['1'] }, { n: 1 })).toBe(false);
    expect(matches({ n: [null] }, { n: null })).toBe(true);
    expect(matches({ n: [null] }, {})).toBe(false);
  });

  it('takes an escaped star and every other sign for themselves', () => {
    expect(matches({ key: [{ wildcard: 'a\\*b' }] }, { key: 'a*b' })).toBe(true);
    expect(matches({ key: [{ wildcard: 'a\\*b' }] }, { key: 'axb' })).toBe(false);
    expect(matches({ key: [{ wildcard: '*.(x)+?' }] }, { key: 'any/thing.(x)+?' })).toBe(true);
    expect(matches({ key: [{ prefix: 'studies/' }] }, { key: 'studies/x' })).toBe(true);
  });

  it('with a comparison that is not known here throws instead of matching nothing', () => {
    expect(() => matches({ n: [{ numeric: ['>', 0] } as never] }, { n: 1 })).toThrow('unknown comparison');
  });
});
