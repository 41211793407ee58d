/** Colours of the report and its figures: CSS variables with a light and a dark value, contrast at least 3:1 on the paper. */
const colours = {
  paper: ['#fffefb', '#16171a'],
  ink: ['#1d1e20', '#e9e7e1'],
  quiet: ['#63635f', '#a19f98'],
  rule: ['#dcd9d1', '#36373c'],
  wash: ['#f5f3ed', '#1e2024'],
  measured: ['#1d1e20', '#e9e7e1'],
  red: ['#b3322c', '#f07a6c'],
  blue: ['#2a66a5', '#74abe6'],
  ochre: ['#a87408', '#dfae4a'],
  teal: ['#157a6e', '#55bfb0'],
  violet: ['#7a4d9e', '#bd94dd'],
  pink: ['#c0438c', '#f08fc6'],
  green: ['#3f7d2c', '#8cc672'],
  brown: ['#8a5a3b', '#c99673'],
  grey: ['#7b7b78', '#8f8f8b'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type Colour = keyof typeof colours;

/** `var(--red, #b3322c)`: takes the colour from the style of the page or figure; the light one if there is no style. */
export function colour(name: Colour): string {
  return `var(--${name}, ${colours[name][0]})`;
}

/** CSS of the variables: light by default and in print, dark if the reader's system asks for it. */
export function paletteStyle(root: string): string {
  const variables = (index: 0 | 1) =>
    Object.entries(colours)
      .map(([name, pair]) => `--${name}:${pair[index]}`)
      .join(';');
  return `${root}{${variables(0)}}@media screen and (prefers-color-scheme:dark){${root}{${variables(1)}}}`;
}

/**
 * Colour of a model in every figure. A suffix such as ` (unnamed)` or `, calibrated by 15 s` does not change the colour.
 * Names without a colour of their own are grey.
 */
export function colourOfModel(model: string): Colour {
  const name = model.split(/ \(|, /)[0]!;
  return Object.hasOwn(modelColours, name) ? modelColours[name]! : 'quiet';
}

const modelColours: Readonly<Record<string, Colour>> = {
  'inverse-error': 'red',
  single: 'blue',
  uniform: 'ochre',
  gated: 'teal',
  blended: 'violet',
  stacked: 'pink',
  nested: 'brown',
  // The product's own forests, as a yardstick.
  forest: 'green',
  // In figures of experiments: the published mode, whichever it was.
  published: 'ink',
  // Baselines without networks.
  ridge: 'grey',
  'extreme learning machine': 'grey',
  'random forest': 'grey',
};
