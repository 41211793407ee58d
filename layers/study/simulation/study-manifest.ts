import { degreesOf } from '../../base/numbers/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import type { ManifestInput } from '../manifest/index.ts';
import type { RecordingPlan } from './recording-plan.ts';
import { angleColumn, angleFile, emgColumn, emgFile } from './study-files.ts';
import type { VirtualSubject } from './virtual-subject.ts';

/** A recording as the manifest lists it. */
export interface StudyRecording {
  readonly plan: RecordingPlan;
  readonly site: string;
  readonly subject: string;
}

/** The manifest of a simulated study, as text. */
export function studyManifest(study: string, joint: Joint, recordings: readonly StudyRecording[]): string {
  const manifest: ManifestInput = {
    version: 1,
    study,
    joint: joint.name,
    muscles: joint.muscles.map(({ name }) => name),
    signals: {
      time: { column: 'time_s' },
      emg: {
        kind: 'raw',
        unit: 'mV',
        channels: joint.muscles.map(({ name }) => ({ column: emgColumn(name), muscle: name })),
      },
      angle: { column: angleColumn(joint), unit: 'deg', positive: joint.coordinates[0].positive },
    },
    recordings: recordings.map(entryOf),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** `participants.tsv` of the subjects. */
export function participantsTsv(
  subjects: readonly Pick<VirtualSubject, 'subject' | 'heightM' | 'massKg' | 'sex'>[],
) {
  const rows = subjects.map(({ subject, heightM, massKg, sex }) =>
    [subject, heightM, massKg, sex].join('\t'),
  );
  return `${['participant_id\theight_m\tmass_kg\tsex', ...rows].join('\n')}\n`;
}

function entryOf({ plan, site, subject }: StudyRecording): ManifestInput['recordings'][number] {
  const { task, posture, load } = plan.condition;
  const { restAngleRad, ...others } = load;
  const isLoaded = Object.keys(load).length > 0;
  return {
    files: { emg: emgFile(site, plan.name), ik: angleFile(site, plan.name) },
    site,
    subject,
    session: plan.session,
    task,
    posture,
    ...(isLoaded && {
      load: {
        ...others,
        ...(restAngleRad !== undefined && { restAngleDeg: degrees(restAngleRad) }),
      },
    }),
    ...(plan.split && { split: plan.split }),
  };
}

/** Degrees with ten decimals: the reader's conversion gives the same radians to rounding. */
function degrees(angleRad: number): number {
  return Number(degreesOf(angleRad).toFixed(10));
}
