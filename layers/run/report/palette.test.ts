import { describe, expect, it } from 'vitest';
import { modes } from '../../model/weighing/index.ts';
import { colour, colourOfModel, paletteStyle } from './palette.ts';

const names = modes.map(({ name }) => name);
/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}
/** The shades of a colour in a light and in a dark page. */
const shades = (name: string) =>
  [...paletteStyle('svg').matchAll(new RegExp(`--${name}:(#[0-9a-f]{6})`, 'g'))].map(([, hex]) => hex!);

describe('the colour of a model', () => {
  it('is one of its own for every mode that is computed, published or not', () => {
    expect(names).toContain('stacked');
    const colours = [...names, 'ridge'].map(colourOfModel);
    expect(colours).not.toContain('quiet');
    expect(new Set(colours).size).toBe(colours.length);
  });

  it.each(names)('of %s stands out from the paper by 3:1, in light and in dark', (name) => {
    const own = shades(colourOfModel(name));
    const paper = shades('paper');
    expect(own).toHaveLength(2);
    for (const [at, hex] of own.entries()) expect(contrast(hex, paper[at]!)).toBeGreaterThanOrEqual(3);
  });

  it('is the same with any suffix of the name', () => {
    expect(colourOfModel('stacked (unnamed)')).toBe(colourOfModel('stacked'));
    expect(colourOfModel('published, calibrated by 15 s')).toBe(colourOfModel('published'));
    expect(colourOfModel('published (task alone)')).not.toBe('quiet');
  });

  it('is grey for a name that has none, also for one that every object has', () => {
    expect(colourOfModel('no such mode')).toBe('quiet');
    expect(colourOfModel('constructor')).toBe('quiet');
  });

  it('can be drawn if no style is read', () => {
    for (const name of names) expect(colour(colourOfModel(name))).toMatch(/^var\(--[a-z]+, #[0-9a-f]{6}\)$/);
  });
});
