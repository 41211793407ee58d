/** The kinds of names of a recording. */
export const namings = ['subject', 'site', 'task'] as const;
export type Naming = (typeof namings)[number];

/** The given names: those that a caller gives with EMG, each spelled as in the study. Names that are not given are absent. */
export type GivenNames = { readonly [by in Naming]?: string | undefined };

/** The kinds of the given names: some of subject, site and task, in this order. */
export type GivenKinds = readonly Naming[];

export const allNames: GivenKinds = [...namings];
export const noNames: GivenKinds = [];

/** The names of a recording, of the given kinds only. */
export function givenNamesOf(recording: GivenNames, given: GivenKinds): GivenNames {
  return Object.fromEntries(given.map((by) => [by, recording[by]] as const));
}

export function isSameGiven(one: GivenKinds, other: GivenKinds): boolean {
  return namings.every((by) => one.includes(by) === other.includes(by));
}
