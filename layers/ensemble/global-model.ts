import type { LayersModelJson } from '../learning/layers-model.ts';
import { fromLayersModel } from '../learning/layers-model.ts';
import type { LocalNetwork } from '../learning/local-network.ts';
import type { Problem } from '../preparation/problem.ts';
import type { StrangerScale } from '../preparation/stranger-scale.ts';
import type { EmgResidual } from './calibration/emg-residual.ts';
import type { SeenContext } from './context/seen-context.ts';
import type { Gate } from './gates/gate.ts';
import type { GateJson } from './gates/gate-json.ts';
import { openGate } from './gates/open-gate.ts';
import type { OutputIntervals } from './interval/interval.ts';

/** `model.json` of a global model: all that a prediction needs, except the weights of its networks. */
export interface GlobalModelJson {
  readonly format: 'sarcomere-global-model';
  readonly version: 1;
  readonly study: string;
  readonly run: string;
  readonly joint: string;
  /** What a growing angle means in `angleRad`. */
  readonly anglePositive: string;
  readonly signals: Problem['signals'];
  readonly features: Problem['features'];
  readonly inputNames: readonly string[];
  readonly inputRanges: Problem['inputRanges'];
  /** Muscles whose force is predicted, in the order of the networks' outputs; N. */
  readonly muscles: readonly string[];
  /** What normalised EMG 1 stands for, by subject, in the channels' unit. */
  readonly emgScales: Problem['emgScales'];
  /** Of EMG from nobody in `emgScales`; absent: each recording's by itself. */
  readonly strangerScale?: StrangerScale;
  /** The networks, in the order of the weights. */
  readonly members: readonly {
    readonly id: string;
    readonly kind: 'local' | 'single';
    readonly label: string;
    readonly byteOffset: number;
    readonly byteLength: number;
    readonly weightsManifest: LayersModelJson['weightsManifest'];
    /** Of its bytes in `weights.bin`, so that a part of the file can be verified; absent in models of earlier versions. */
    readonly sha256?: string;
  }[];
  /** How the members are weighed, by mode. */
  readonly modes: Readonly<Record<string, GateJson>>;
  /** The mode that predictions use. */
  readonly mode: string;
  /** EMG context that each member has seen in training; null where there is none. */
  readonly contexts: readonly (SeenContext | null)[];
  /** Subjects with training rows; `emgScales` knows calibrated ones too. */
  readonly trainedSubjects: readonly string[];
  /** Sites and tasks with training rows, sorted: those that a prediction may name. Absent in models of earlier versions. */
  readonly trainedSites?: readonly string[];
  readonly trainedTasks?: readonly string[];
  /** 90 % intervals by mode, where there were validation rows to make them from. */
  readonly intervals: Readonly<Record<string, IntervalsByGiven>>;
  /** By subject: what a calibration found the angle to be off by, angle = offset + scale * what the members say + residual. */
  readonly angleCorrections: Readonly<Record<string, AngleCorrection>>;
}

/** By which names are given: a prediction with a subject of the training is more certain than one without. */
export interface IntervalsByGiven {
  /** Subject, site and task. */
  readonly named: OutputIntervals;
  /** The subject alone; absent if the task makes no difference. */
  readonly subjectAlone?: OutputIntervals;
  /** None. */
  readonly unnamed: OutputIntervals;
}

export interface AngleCorrection {
  readonly offsetRad: number;
  readonly scale: number;
  /** Added to it, by what the EMG is like. */
  readonly residual?: EmgResidual;
}

/** A global model in memory, ready to predict. */
export interface GlobalModel extends Omit<GlobalModelJson, 'members' | 'modes'> {
  readonly modes: Readonly<Record<string, Gate>>;
  readonly members: readonly {
    readonly id: string;
    readonly kind: 'local' | 'single';
    readonly label: string;
    readonly network: LocalNetwork;
  }[];
}

/**
 * The model with the networks whose weights are at hand.
 *
 * @param weightsOf undefined for a member that will not be asked: asking it all the same is an error
 */
export function openMembers(
  json: GlobalModelJson,
  weightsOf: (member: GlobalModelJson['members'][number], place: number) => Uint8Array | undefined,
): GlobalModel {
  return {
    ...json,
    modes: Object.fromEntries(Object.entries(json.modes).map(([name, gate]) => [name, openGate(gate)])),
    members: json.members.map((member, place) => {
      const { id, kind, label, weightsManifest } = member;
      const weights = weightsOf(member, place);
      if (weights) return { id, kind, label, network: networkOf(id, weightsManifest, weights) };
      return {
        id,
        kind,
        label,
        get network(): never {
          throw new Error(`the weights of ${id} were not loaded`);
        },
      };
    }),
  };
}

function networkOf(
  id: string,
  weightsManifest: LayersModelJson['weightsManifest'],
  weights: Uint8Array,
): LocalNetwork {
  try {
    return fromLayersModel({ model: { weightsManifest }, weights });
  } catch (error) {
    throw new Error(`${id}: ${(error as Error).message}`);
  }
}
