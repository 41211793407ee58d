import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { percent } from '../../layers/base/numbers/index.ts';
import { emgFaults } from './flags/emg-faults.ts';
import { type ReferencedStudy, referencedStudy } from './flags/held-out-emg.ts';
import { type FaultCount, type Giving, judgeFault } from './flags/judge-faults.ts';
import { compactJson } from './report/compact-json.ts';
import { markdownTable } from './report/markdown.ts';
import { machine, today } from './report/write-results.ts';
import { kneeStudy } from './studies/knee.ts';
import type { StudyFiles, StudySource } from './studies/study-source.ts';
import { treadmillStudy } from './studies/treadmill.ts';
import { wristStudy } from './studies/wrist.ts';

/** A study whose held-out parts get each fault; or, of one with a speed that training lacks, none. */
interface FlagCase {
  readonly name: string;
  readonly source: StudySource;
  readonly seeds: readonly number[];
  readonly isUnseenSpeed?: true;
  readonly change?: (files: StudyFiles) => StudyFiles;
}

/** Both speeds are learned from, and the last quarter of each is held out. */
const bothSpeeds = ({ manifest, ...rest }: StudyFiles): StudyFiles => ({
  ...rest,
  manifest: { ...manifest, recordings: manifest.recordings.map(({ split: _, ...entry }) => entry) },
});

const wristSeeds = [1, 2, 3];
const cases: readonly FlagCase[] = [
  { name: 'knee, 16 people', source: kneeStudy('last quarter'), seeds: [1] },
  ...(['ankle', 'knee'] as const).map((joint) => ({
    name: `treadmill, ${joint}`,
    source: treadmillStudy(joint, 'walk36'),
    seeds: [1],
    change: bothSpeeds,
  })),
  { name: 'simulated wrist', source: wristStudy({ load: 'mixed' }, 'same session'), seeds: wristSeeds },
  ...(['ankle', 'knee'] as const).flatMap((joint) =>
    (['walk36', 'walk45'] as const).map((learnt) => ({
      name: `treadmill, ${joint}, learned at ${learnt}`,
      source: treadmillStudy(joint, learnt),
      seeds: [1],
      isUnseenSpeed: true as const,
    })),
  ),
  {
    name: 'simulated wrist',
    source: wristStudy({ load: 'mixed' }),
    seeds: wristSeeds,
    isUnseenSpeed: true,
  },
];

const givings: readonly (readonly [string, Giving])[] = [
  ['person and task given', (names) => names],
  ['no names given', () => ({})],
];

interface FlagRow extends FaultCount {
  readonly case: string;
  readonly given: string;
  readonly fault: string;
}

/** `npm run study -- flags`: how often faults of the EMG are flagged, and good EMG is not. Trains nothing. */
export async function runFlags(results: URL, dataDir: string): Promise<void> {
  const rows: FlagRow[] = [];
  for (const one of cases) {
    const { folder } = one.source;
    if (folder !== undefined && !existsSync(join(dataDir, folder))) {
      console.log(`Skipped: there is no folder ${folder} among the real recordings (--data).`);
      continue;
    }
    const studies: ReferencedStudy[] = [];
    for (const seed of one.seeds) {
      const files = one.source.build(seed, 0, { dataDir });
      studies.push(await referencedStudy(one.change?.(files) ?? files));
    }
    for (const [given, giving] of givings) {
      for (const fault of one.isUnseenSpeed ? emgFaults.slice(0, 1) : emgFaults) {
        const counts = studies.map((study) => judgeFault(study, fault, giving));
        const name = one.isUnseenSpeed ? 'a speed that training lacks' : fault.name;
        rows.push({ case: one.name, given, fault: name, ...summed(counts) });
      }
    }
  }
  const text = [
    'EMG that training has not seen, with a fault in each way in which its channels can have it: how often the recording is flagged, and how often ' +
      'its kind and its channels are named. `none` are good recordings, so these flags are false. Beside it the share of the stretches of about four seconds.',
    ...givings.flatMap(([given]) => [`## ${given}`, tableOf(rows.filter((row) => row.given === given))]),
    `The method was settled on the knee, on the treadmill and on the wrist's seeds 32 and 33; the wrist's seeds here are ${wristSeeds.join(', ')}. Measured ${today()} on ${machine()}, Node ${process.version}.`,
  ].join('\n\n');
  console.log(text);
  mkdirSync(results, { recursive: true });
  const report = { name: 'flags', machine: machine(), node: process.version, date: today(), rows };
  writeFileSync(new URL('flags.json', results), compactJson(report));
  writeFileSync(new URL('flags.md', results), `# flags\n\n${text}\n`);
}

function tableOf(rows: readonly FlagRow[]): string {
  const share = (part: number, of: number) => (of === 0 ? '–' : `${percent(part / of, 0)} %`);
  return markdownTable(
    ['study', 'fault', 'recordings', 'flagged', 'named', 'stretches', 'flagged'],
    rows.map((row) => [
      row.case,
      row.fault,
      `${row.judged}`,
      share(row.flagged, row.judged),
      row.fault === 'none' || row.fault.startsWith('a speed') ? '–' : share(row.named, row.judged),
      `${row.stretches}`,
      share(row.flaggedStretches, row.stretches),
    ]),
    { texts: 2 },
  );
}

function summed(counts: readonly FaultCount[]): FaultCount {
  const sum = (field: keyof FaultCount) => counts.reduce((total, one) => total + one[field], 0);
  return {
    judged: sum('judged'),
    flagged: sum('flagged'),
    named: sum('named'),
    stretches: sum('stretches'),
    flaggedStretches: sum('flaggedStretches'),
  };
}
