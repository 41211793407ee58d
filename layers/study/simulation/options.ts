import { type Fault, FaultError } from '../../base/faults/index.ts';

/** Options of a simulated study. Joint, numbers of subjects and sites, and seed are required. */
export interface SimulationOptions {
  readonly joint: string;
  readonly subjects: number;
  /** Subjects are assigned to the sites in turn. */
  readonly sites: number;
  readonly seed: number;
  /** Name of the study. Default: `<joint>-simulated`. */
  readonly study?: string;
  /** Default 5: four for training and one held out, at a pace that the others lack. */
  readonly recordingsPerSubject?: number;
  /** Electrodes stay in place within a session; between sessions the gains change. Default 1. */
  readonly sessionsPerSubject?: number;
  /** Default 30 s. */
  readonly secondsPerRecording?: number;
  /** Factor on the pace of every movement. Default 1. */
  readonly speed?: number;
  /** `mixed`: postures and loads alternate; else the name of one task. Default `mixed`. */
  readonly load?: string;
  /**
   * Power of the EMG of a session over that of its noise floor, before the offset of the site is added. Default 20 dB.
   */
  readonly noiseSnrDb?: number;
  /** Relative change of each channel's gain over a session, with a sign for each channel. Default 0. */
  readonly gainDrift?: number;
  /**
   * Share of each electrode's signal that comes from the next muscle, from the middle of a session on.
   * Default 0.
   */
  readonly electrodeShift?: number;
  /** 1: at a session's end the EMG is 50 % larger and its frequencies 30 % lower. Default 0. */
  readonly fatigue?: number;
  /** Number of the manifest's recording, from 1, that is corrupted: see `corrupt`. Default 0: none. */
  readonly corruptedRecording?: number;
}

export type ResolvedOptions = Required<SimulationOptions>;

/** Least and largest value of every number, and its kind. */
const bounds = {
  subjects: [1, 1000, 'whole'],
  sites: [1, 100, 'whole'],
  seed: [0, 2 ** 31 - 1, 'whole'],
  recordingsPerSubject: [1, 100, 'whole'],
  sessionsPerSubject: [1, 20, 'whole'],
  secondsPerRecording: [2, 3600, 'any'],
  speed: [0.2, 2, 'any'],
  noiseSnrDb: [-20, 120, 'any'],
  gainDrift: [0, 0.9, 'any'],
  electrodeShift: [0, 1, 'any'],
  fatigue: [0, 1, 'any'],
  corruptedRecording: [0, 100_000, 'whole'],
} as const satisfies Partial<Record<keyof SimulationOptions, readonly [number, number, 'whole' | 'any']>>;

/**
 * The options with every default filled.
 *
 * @throws FaultError with a SIMULATION_OPTION for each option out of its range
 */
export function resolveOptions(options: SimulationOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    ...defaults,
    study: `${options.joint}-simulated`,
    ...definedOf(options),
  };
  const faults: Fault[] = [];
  for (const [option, [least, most, kind]] of Object.entries(bounds)) {
    const value = resolved[option as keyof typeof bounds];
    const isInRange = value >= least && value <= most && (kind === 'any' || Number.isInteger(value));
    if (!isInRange) {
      faults.push(
        optionFault(option, value, `a ${kind === 'whole' ? 'whole ' : ''}number from ${least} to ${most}`),
      );
    }
  }
  const recordings = resolved.subjects * resolved.recordingsPerSubject;
  if (resolved.corruptedRecording > recordings) {
    faults.push(
      optionFault(
        'corruptedRecording',
        resolved.corruptedRecording,
        `at most ${recordings}, the number of recordings`,
      ),
    );
  }
  if (resolved.sessionsPerSubject > resolved.recordingsPerSubject) {
    faults.push(
      optionFault(
        'sessionsPerSubject',
        resolved.sessionsPerSubject,
        `at most one for each of the ${resolved.recordingsPerSubject} recordings of a subject`,
      ),
    );
  }
  if (resolved.sites > resolved.subjects) {
    faults.push(
      optionFault('sites', resolved.sites, `at most one for each of the ${resolved.subjects} subjects`),
    );
  }
  if (options.study !== undefined && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(options.study)) {
    faults.push(optionFault('study', resolved.study, 'lower-case letters, digits and hyphens, at most 63'));
  }
  if (faults.length > 0) throw new FaultError(faults);
  return resolved;
}

/** The fault of an option of the simulation. */
export function optionFault(option: string, found: unknown, expected: string): Fault {
  return {
    code: 'SIMULATION_OPTION',
    what: `The option ${option} of the simulation has a value that is not allowed.`,
    where: {},
    found: String(found),
    expected,
    fix: `Give ${option} an allowed value.`,
  };
}

const defaults = {
  recordingsPerSubject: 5,
  sessionsPerSubject: 1,
  secondsPerRecording: 30,
  speed: 1,
  load: 'mixed',
  noiseSnrDb: 20,
  gainDrift: 0,
  electrodeShift: 0,
  fatigue: 0,
  corruptedRecording: 0,
};

function definedOf(options: SimulationOptions): SimulationOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as SimulationOptions;
}
