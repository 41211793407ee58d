/** Makes a text of about so many characters. */
export type TextOfSize = (characters: number) => string;
