/** Makes a text of about the given number of characters. */
export type TextOfSize = (characters: number) => string;
