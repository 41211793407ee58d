import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParticipants } from './participants.ts';

describe('participants', () => {
  it('are read by subject; unknown values are absent', () => {
    const { participants, faults } = readParticipants(
      'participant_id\theight_m\tmass_kg\tsex\tage\n1A\t1.75\t72.5\tM\t30\r\n2A\tn/a\t\tn/a\t\n',
    );
    expect(faults).toEqual([]);
    expect(participants.get('1A')).toEqual({ subject: '1A', heightM: 1.75, massKg: 72.5, sex: 'M' });
    expect(participants.get('2A')).toEqual({ subject: '2A' });
  });

  it('may leave columns out', () => {
    expect(readParticipants('participant_id\tmass_kg\n1A\t80').participants.get('1A')).toEqual({
      subject: '1A',
      massKg: 80,
    });
  });

  it.each([
    { code: 'PARTICIPANT_VALUE', row: 'x\t175\t70', column: 'height_m' },
    { code: 'PARTICIPANT_VALUE', row: 'x\t1,75\t70', column: 'height_m' },
    { code: 'PARTICIPANT_VALUE', row: 'x\t1.75\t70 kg', column: 'mass_kg' },
    { code: 'PARTICIPANT_ID', row: '1A\t1.75\t70', column: 'participant_id' },
    { code: 'PARTICIPANT_ID', row: '\t1.75\t70', column: 'participant_id' },
  ])('with the row %j get $code', ({ code, row, column }) => {
    const { faults } = readParticipants(`participant_id\theight_m\tmass_kg\n1A\t1.8\t75\n${row}\n`);
    expect(faults).toEqual([
      expect.objectContaining({ code, where: { file: 'participants.tsv', row: 3, column } }),
    ]);
  });

  it('without a column of names get a fault', () => {
    expect(readParticipants('id,height_m\n1A,1.8').faults).toEqual([
      expect.objectContaining({ code: 'COLUMN_MISSING' }),
    ]);
  });

  it('never throw, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('participant_id', 'height_m', '\t', '\n', '1', '.', 'x') }),
        (text) => {
          expect(readParticipants(text)).toHaveProperty('faults');
        },
      ),
    );
  });
});
