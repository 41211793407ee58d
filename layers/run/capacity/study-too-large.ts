import type { Fault } from '../../base/faults/index.ts';
import { aggregateNeeds } from './aggregate-needs.ts';
import { prepareNeeds } from './prepare-needs.ts';
import { fits, type Limits, type Needs, type StudySize } from './study-size.ts';

/** Limits of the functions of this installation. */
export interface Capacity {
  readonly preparing: Limits;
  readonly aggregating: Limits;
}

/** A fault for each step whose limits the study exceeds, found before any compute is spent. */
export function studyTooLarge(size: StudySize, { preparing, aggregating }: Capacity): Fault[] {
  const steps = [
    { name: 'prepare-study', does: 'prepare', needsOf: prepareNeeds, limits: preparing },
    { name: 'aggregate-models', does: 'aggregate', needsOf: aggregateNeeds, limits: aggregating },
  ];
  return steps
    .filter(({ needsOf, limits }) => !fits(needsOf(size), limits))
    .map((step) => tooLarge(size, step));
}

interface Step {
  readonly name: string;
  readonly does: string;
  readonly needsOf: (size: StudySize) => Needs;
  readonly limits: Limits;
}

function tooLarge(size: StudySize, { name, does, needsOf, limits }: Step): Fault {
  const needs = needsOf(size);
  const { filesMb, largestRecordingMb, rows, channels, emgInputs, subdomains } = size;
  return {
    code: 'STUDY_TOO_LARGE',
    what: `The study is larger than this installation can ${does}.`,
    where: { file: 'study.json', column: 'recordings' },
    found: `about ${needsText(needs)}, for ${count(filesMb)} MB (the largest recording ${count(largestRecordingMb)} MB), ${count(rows)} rows of ${emgInputs} inputs from ${channels} channels, ${count(subdomains)} sub-domains${furtherText(size)}`,
    expected: `at most ${needsText(limits)}, the limits of ${name}`,
    fix: waysOut(size, { name, does, needsOf, limits }).join(' '),
  };
}

/** Fixes, each sufficient by itself. */
function waysOut(size: StudySize, { name, needsOf, limits }: Step): string[] {
  const isEnough = (smaller: Partial<StudySize>) => fits(needsOf({ ...size, ...smaller }), limits);
  const ways: string[] = [];
  const parts = mostParts.find((into) => isEnough(partOf(size, into)));
  if (parts !== undefined) {
    const subdomains = count(Math.ceil(size.subdomains / parts));
    ways.push(
      `Split it into ${parts} studies with equally many recordings, each with its own folder and study.json and at most ${subdomains} sub-domains.`,
    );
  }
  const pieces = mostParts.find((into) => isEnough({ largestRecordingMb: size.largestRecordingMb / into }));
  if (pieces !== undefined) {
    ways.push(
      `Or cut each recording above ${count(size.largestRecordingMb / pieces)} MB into ${pieces} files, each its own recording.`,
    );
  }
  const channels = fewerOf(size.channels, (fewer) =>
    isEnough({ channels: fewer, emgInputs: Math.ceil((size.emgInputs * fewer) / size.channels) }),
  );
  if (channels !== undefined)
    ways.push(`Or name only ${channels} of the ${size.channels} channels in signals.emg.channels.`);
  // Envelopes at 100 Hz instead of raw EMG at 1 kHz and more.
  const isEnvelope = { filesMb: size.filesMb / 10, largestRecordingMb: size.largestRecordingMb / 10 };
  if (isEnough(isEnvelope)) ways.push('Or upload envelopes at 100 Hz instead of raw EMG.');
  const { memoryMb, seconds } = needsOf(size);
  const isMemoryAlone = seconds <= limits.seconds && memoryMb <= mostMemoryMb;
  if (isMemoryAlone) {
    ways.push(`Or deploy with memoryMb ${Math.ceil(memoryMb / 64) * 64} for ${name} in infra/system.ts.`);
  }
  return ways;
}
/** Memory limit of Lambda. */
const mostMemoryMb = 10_240;
const mostParts = Array.from({ length: 99 }, (_, at) => at + 2);

function partOf(size: StudySize, parts: number): StudySize {
  return {
    ...size,
    filesMb: Math.max(size.largestRecordingMb, size.filesMb / parts),
    rows: Math.ceil(size.rows / parts),
    subdomains: Math.ceil(size.subdomains / parts),
    ...(size.further && {
      further: {
        networks: Math.ceil(size.further.networks / parts),
        forests: Math.ceil(size.further.forests / parts),
        forestRowsRead: size.further.forestRowsRead / parts,
      },
    }),
  };
}

function furtherText({ further }: StudySize): string {
  if (!further || further.networks + further.forests === 0) return '';
  return `, and ${count(further.networks)} networks and ${count(further.forests)} forests beside those of the sub-domains`;
}

/** The largest sufficient number below `all`; undefined if there is none. */
function fewerOf(all: number, isEnough: (fewer: number) => boolean): number | undefined {
  for (let fewer = all - 1; fewer > 0; fewer--) if (isEnough(fewer)) return fewer;
  return undefined;
}

function needsText({ memoryMb, seconds }: Needs): string {
  return `${count(memoryMb)} MB of memory and ${count(seconds)} s`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
