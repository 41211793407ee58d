/** What a recording can be named by. */
export const namings = ['subject', 'site', 'task'] as const;
export type Naming = (typeof namings)[number];

/** The names that a caller gives with EMG, each spelled as in the study. A name that is not given is absent. */
export type GivenNames = { readonly [by in Naming]?: string | undefined };

/** Which names are given: some of subject, site and task, in this order. */
export type Given = readonly Naming[];

export const allNames: Given = [...namings];
export const noNames: Given = [];

/** The names of a recording that are given; the others are left out. */
export function givenNamesOf(recording: GivenNames, given: Given): GivenNames {
  return Object.fromEntries(given.map((by) => [by, recording[by]] as const));
}

export function isSameGiven(one: Given, other: Given): boolean {
  return namings.every((by) => one.includes(by) === other.includes(by));
}
