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
  grey: ['#7b7b78', '#8f8f8b'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type Colour = keyof typeof colours;

/** `var(--red, #b3322c)`: follows the page or the figure's own style, and is the light one where neither is read. */
export function colour(name: Colour): string {
  return `var(--${name}, ${colours[name][0]})`;
}

/** The variables for a style element, light by default, dark where the reader's system asks for it, light on paper. */
export function paletteStyle(root: string): string {
  const variables = (index: 0 | 1) =>
    Object.entries(colours)
      .map(([name, pair]) => `--${name}:${pair[index]}`)
      .join(';');
  return `${root}{${variables(0)}}@media screen and (prefers-color-scheme:dark){${root}{${variables(1)}}}`;
}

/**
 * Colour of a model in every figure. What follows the name, such as ` (unnamed)` or `, calibrated by 15 s`, is how the
 * model was asked, and leaves the colour as it is. A name that has no colour of its own is grey.
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
  // In the figures of experiments: whichever mode was published.
  published: 'ink',
  // Baselines, which are no networks.
  ridge: 'grey',
  'extreme learning machine': 'grey',
  'random forest': 'grey',
};
