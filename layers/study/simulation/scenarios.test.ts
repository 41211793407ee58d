import { describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import type { SimulationOptions } from './options.ts';
import { recordingsOf, subjectsOf, tableOf } from './read-back.testing.ts';
import { simulatedFiles, simulateStudy } from './simulate-study.ts';

describe('the scenarios of a simulated study', () => {
  const brief: SimulationOptions = {
    joint: 'wrist',
    subjects: 1,
    sites: 1,
    seed: 3,
    recordingsPerSubject: 2,
    secondsPerRecording: 5,
  };
  const rms = (values: Float64Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
  const emgOf = (options: SimulationOptions, recording: number) =>
    tableOf([...simulateStudy(options).files.values()][2 * (recording - 1)]!);

  it('have one noise floor a session, at the wanted ratio plus the offset of the site', () => {
    const noisy = simulateStudy({ ...brief, noiseSnrDb: 10 });
    const clean = recordingsOf(simulateStudy({ ...brief, noiseSnrDb: 120 }));
    const [person] = subjectsOf(noisy);
    const { noiseFloorMv, snrDb } = person!.sessions['1']!;
    expect(Math.abs(snrDb - 10)).toBeLessThanOrEqual(3);
    for (const [k, { emg }] of recordingsOf(noisy).entries()) {
      const quiet = clean[k]!.emg.of('emg_fcr_mV');
      const floorMv = rms(emg.of('emg_fcr_mV').map((value, frame) => value - quiet[frame]!));
      expect(floorMv / noiseFloorMv[0]!).toBeCloseTo(1, 1);
    }
    const power = clean.reduce((sum, { emg }) => sum + rms(emg.of('emg_fcr_mV')) ** 2, 0) / clean.length;
    expect(10 * Math.log10(power / noiseFloorMv[0]! ** 2)).toBeCloseTo(snrDb, 1);
  });

  it('leave the truth unchanged: only the EMG differs', () => {
    const plain = simulateStudy(brief);
    const harsh = simulateStudy({ ...brief, noiseSnrDb: 5, gainDrift: 0.5, electrodeShift: 0.5, fatigue: 1 });
    for (const [path, text] of plain.truth)
      if (path.includes('s01_')) expect(harsh.truth.get(path)).toBe(text);
    expect(harsh.files.get('study.json')).toBe(plain.files.get('study.json'));
    expect([...harsh.files.values()][0]).not.toBe([...plain.files.values()][0]);
  });

  it('with speed: the hand changes direction more often at twice the pace', () => {
    const turns = (options: SimulationOptions) => {
      const [{ truth }] = recordingsOf(simulateStudy({ ...options, secondsPerRecording: 10 })) as [
        ReturnType<typeof recordingsOf>[number],
      ];
      const v = truth.of('velocity_rad_s');
      return v.filter((value, k) => k > 0 && value * v[k - 1]! < 0).length;
    };
    expect(turns({ ...brief, speed: 2 }) / turns({ ...brief, speed: 0.7 })).toBeGreaterThan(1.8);
  });

  it('with a load: only that load, and several by default', () => {
    const tasks = (options: SimulationOptions) =>
      new Set(
        recordingsOf(simulateStudy({ ...options, recordingsPerSubject: 4 })).map(
          ({ name }) => name.split('_')[2],
        ),
      );
    expect(tasks(brief).size).toBeGreaterThan(1);
    expect([...tasks({ ...brief, load: 'weight-palm-up' })]).toEqual(['weight-palm-up']);
  });

  it('with fatigue: at the session end the EMG is larger and its zero crossings fewer', () => {
    const crossings = (x: Float64Array) => x.filter((value, k) => k > 0 && value * x[k - 1]! < 0).length;
    const quiet = { ...brief, noiseSnrDb: 60 };
    const rested = emgOf(quiet, 2).of('emg_ecrb_mV');
    const tired = emgOf({ ...quiet, fatigue: 1 }, 2).of('emg_ecrb_mV');
    expect(rms(tired) / rms(rested)).toBeGreaterThan(1.25);
    expect(crossings(tired) / crossings(rested)).toBeLessThan(0.85);
  });

  it('with drift: the last recording has another gain', () => {
    const steady = rms(emgOf(brief, 2).of('emg_ecrb_mV'));
    const drifted = rms(emgOf({ ...brief, gainDrift: 0.5 }, 2).of('emg_ecrb_mV'));
    expect(Math.abs(drifted / steady - 1)).toBeGreaterThan(0.25);
  });

  it('with a shift: the first recording changes by the noise floor only, the last contains the next muscle', () => {
    const shifted = { ...brief, electrodeShift: 0.6, noiseSnrDb: 100 };
    const plain = { ...brief, noiseSnrDb: 100 };
    const change = (recording: number) => {
      const before = emgOf(plain, recording).of('emg_fcu_mV');
      const after = emgOf(shifted, recording).of('emg_fcu_mV');
      return rms(before.map((value, k) => after[k]! - value)) / rms(before);
    };
    expect(change(1)).toBeLessThan(1e-3);
    expect(change(2)).toBeGreaterThan(0.3);
  });

  it('with a corrupted recording: its angle is half a second late, as the truth states', () => {
    const study = simulateStudy({ ...brief, corruptedRecording: 2 });
    const { person, name, truth, angle } = recordingsOf(study)[1]!;
    expect(person.recordings[name]!.corruption!.angleLateS).toBe(0.5);
    expect(Object.values(person.recordings).filter(({ corruption }) => corruption)).toHaveLength(1);
    const late = angle
      .of('wrist_flexion_deg')
      .map((deg, k) => deg - (truth.of('angle_rad')[2 * k - 100] ?? 0) * 57.2958);
    expect(rms(late.subarray(50))).toBeLessThan(0.2);
  });

  it('include elbow and knee, within the range of these joints', () => {
    for (const [joint, lowDeg, highDeg] of [
      ['elbow', 0, 130],
      ['knee', -120, 10],
    ] as const) {
      for (const { truth, name } of recordingsOf(
        simulateStudy({ ...brief, joint, secondsPerRecording: 4 }),
      )) {
        const deg = truth.of('angle_rad').map((q) => (q * 180) / Math.PI);
        expect(Math.min(...deg), name).toBeGreaterThan(lowDeg);
        expect(Math.max(...deg), name).toBeLessThan(highDeg);
      }
    }
  });

  it('get faults for all options that are not allowed at once', () => {
    const bad = () => [
      ...simulatedFiles({ ...brief, subjects: 0, speed: 9, sites: 1.5, fatigue: Number.NaN }),
    ];
    expect(bad).toThrow(FaultError);
    try {
      bad();
    } catch (error) {
      const found = (error as FaultError).faults.map(({ what }) => what.split(' ')[2]);
      expect(found).toEqual(expect.arrayContaining(['subjects', 'speed', 'sites', 'fatigue']));
    }
    expect(() => simulateStudy({ ...brief, joint: 'hip' })).toThrow(/wrist, elbow, knee/);
    expect(() => simulateStudy({ ...brief, load: 'piano' })).toThrow(/weight-palm-up/);
    expect(() => simulateStudy({ ...brief, corruptedRecording: 3 })).toThrow(
      /at most 2, the number of recordings/,
    );
  });
});
