import { randomOf } from '../../base/numbers/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import { meanBody, scaledMuscle, segmentOf } from '../../physics/biomechanics/index.ts';
import type { Electrodes } from './emg.ts';
import type { VirtualSite } from './virtual-site.ts';

/** A person with known parameters. */
export interface VirtualSubject {
  readonly subject: string;
  readonly sex: 'F' | 'M';
  readonly heightM: number;
  readonly massKg: number;
  /** Factors on every maximal force and on every length of the joint's source. */
  readonly forceScale: number;
  readonly lengthScale: number;
  /** The joint of this person, with own muscles and segment. */
  readonly joint: Joint;
  /** Activation of each muscle without any torque. */
  readonly coContraction: readonly number[];
  /** Cost of each muscle when muscles share a torque. */
  readonly effortWeight: readonly number[];
  /** mV rms at full excitation, by muscle, at a site and session of gain 1. */
  readonly gainMv: readonly number[];
  readonly emgShape: number;
}

/**
 * The subject with a number from 0, drawn from the study's seed. Mass and height follow adults of either sex. The segment
 * is that of `segmentOf` within 10 %, since no table is exact for a person.
 */
export function virtualSubject(seed: number, index: number, source: Joint): VirtualSubject {
  const subject = `s${String(index + 1).padStart(2, '0')}`;
  const random = randomOf(seed, 'subject', subject);
  const sex = random.uniform(0, 1) < 0.5 ? 'F' : 'M';
  const heightM = rounded(sex === 'F' ? random.uniform(1.54, 1.76) : random.uniform(1.66, 1.92), 2);
  const massKg = rounded(heightM ** 2 * random.uniform(19.5, 27.5), 1);
  const forceScale = sex === 'F' ? random.uniform(0.6, 0.95) : random.uniform(0.85, 1.3);
  const lengthScale = heightM / meanBody.heightM;
  const table = segmentOf(source, { massKg, heightM });
  const segment = {
    ...table,
    massKg: table.massKg * random.uniform(0.92, 1.08),
    centreOfMassM: table.centreOfMassM * random.uniform(0.96, 1.04),
    inertiaKgM2: table.inertiaKgM2 * random.uniform(0.9, 1.1),
    dampingNmSPerRad: table.dampingNmSPerRad * random.uniform(0.8, 1.25),
  };
  const muscles = source.muscles.map((muscle) =>
    scaledMuscle(muscle, { length: lengthScale, force: forceScale * random.uniform(0.9, 1.1) }),
  );
  const restlessness = random.uniform(0.02, 0.06);
  const conductance = random.logUniform(0.15, 1.5);
  return {
    subject,
    sex,
    heightM,
    massKg,
    forceScale,
    lengthScale,
    joint: { ...source, segment, muscles },
    coContraction: muscles.map(() => restlessness * random.uniform(0.7, 1.4)),
    effortWeight: muscles.map(() => random.logUniform(0.6, 1.7)),
    gainMv: muscles.map(() => conductance * random.logUniform(0.65, 1.55)),
    emgShape: random.uniform(-2, -0.3),
  };
}

/** The electrodes of a subject in one session at a site. */
export function electrodesOf(
  subject: VirtualSubject,
  site: VirtualSite,
  session: string,
  seed: number,
  scenario: { readonly gainDrift: number; readonly electrodeShift: number; readonly fatigue: number },
): Electrodes {
  const random = randomOf(seed, 'session', subject.subject, session);
  return {
    gainMv: subject.gainMv.map((gainMv) => gainMv * site.gain * random.logUniform(0.85, 1.18)),
    crossTalk: site.crossTalk.map((row, channel) =>
      row.map((share, muscle) => (muscle === channel ? share : share * random.uniform(0.8, 1.2))),
    ),
    shape: subject.emgShape,
    drift: subject.gainMv.map(() => (random.uniform(0, 1) < 0.5 ? -1 : 1) * scenario.gainDrift),
    shift: scenario.electrodeShift,
    fatigue: scenario.fatigue,
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
