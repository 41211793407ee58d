import { nearestName } from '../../base/faults/index.ts';
import type { Posture } from '../../physics/biomechanics/index.ts';

/**
 * The posture of a joint that is most likely meant by another word: a different spelling (`palm_down`), a word of the same
 * meaning (`sitting` for `seated`, `prone` for a forearm with `palm-down`), a typing slip, or a word that occurs in the
 * description of this posture only.
 */
export function meantPosture(
  given: string,
  postures: Readonly<Record<string, Pick<Posture, 'meaning'>>>,
): string | undefined {
  const names = Object.keys(postures);
  const word = spelled(given);
  const words = word.split('-');
  const hasMeaning = (wanted: readonly string[]) => (name: string) =>
    wanted.some((one) => alikeTo(one).has(spelled(name)));
  const described = names.filter((name) => {
    const meaning = new Set(spelled(postures[name]!.meaning).split('-'));
    return words.some((one) => [...alikeTo(one)].some((other) => meaning.has(other)));
  });
  return (
    names.find(hasMeaning([word])) ??
    nearestName(given, [...names, 'unknown']) ??
    names.find(hasMeaning(words)) ??
    (described.length === 1 ? described[0] : undefined)
  );
}

/** Words that labs use for the same posture. The first is the name in a built-in joint, if a joint has the posture. */
const alike: readonly (readonly string[])[] = [
  ['seated', 'sitting', 'sit', 'sits', 'sat', 'seat', 'chair'],
  ['standing', 'stand', 'stands', 'stood', 'upright', 'erect', 'orthostatic'],
  ['prone', 'face-down', 'facedown', 'ventral'],
  ['side-lying', 'sidelying', 'lateral', 'lateral-decubitus', 'on-side', 'lying-on-side'],
  ['palm-down', 'pronated', 'pronation', 'prone'],
  ['palm-up', 'supinated', 'supination', 'supine'],
  ['neutral', 'midprone', 'mid-prone', 'semi-pronated', 'thumb-up', 'handshake'],
  ['foot-hanging', 'hanging', 'dangling', 'foot-free', 'non-weight-bearing', 'unloaded'],
  ['arm-on-table', 'on-table', 'table', 'supported'],
  ['horizontal-plane', 'free-of-gravity', 'horizontal', 'gravity-free', 'gravity-eliminated', 'transverse'],
];

function alikeTo(word: string): ReadonlySet<string> {
  return new Set([word, ...alike.filter((words) => words.includes(word)).flat()]);
}

function spelled(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
