import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeMarkup } from './html.ts';
import { type Colour, colour, paletteStyle } from './palette.ts';

export interface LegendEntry {
  readonly label: string;
  readonly colour: Colour;
  readonly mark: 'line' | 'dashes' | 'dot' | 'bar' | 'band';
}

export interface Figure {
  /** The figure in a few words: its accessible name. */
  readonly title: string;
  /** The figure as a sentence with numbers, for readers who cannot see it. */
  readonly description: string;
  readonly legend: readonly LegendEntry[];
  /** Title of the vertical axes, with unit; drawn above the panels. */
  readonly yTitle?: string;
  readonly plot: Plot.PlotOptions & { readonly width: number };
}

/**
 * The figure as one static SVG element with title, description and legend, without scripts, requests or fonts of its own.
 * It follows light and dark, inside a page and as a file.
 */
export function figureSvg(figure: Figure): string {
  const drawing = draw(figure.plot);
  const legend = legendMarkup(figure.legend, figure.yTitle, figure.plot.width);
  const height = drawing.height + legend.height;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" width="${drawing.width}" height="${height}" ` +
    `viewBox="0 0 ${drawing.width} ${height}" font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" ` +
    `font-size="11" fill="${colour('ink')}" color="${colour('ink')}">` +
    `<title>${escapeMarkup(figure.title)}</title><desc>${escapeMarkup(figure.description)}</desc>` +
    `<style>${paletteStyle('.figure')}.figure text{white-space:pre;font-variant-numeric:tabular-nums}</style>` +
    `<g>${legend.markup}</g><g text-anchor="middle" transform="translate(0,${legend.height})">${drawing.markup}</g></svg>`
  );
}

function draw(options: Plot.PlotOptions): { width: number; height: number; markup: string } {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({
    ...options,
    document: document as unknown as NonNullable<Plot.PlotOptions['document']>,
  });
  const markup = String(svg.innerHTML)
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/="[^"]*"/g, roundNumbers);
  return { width: Number(svg.getAttribute('width')), height: Number(svg.getAttribute('height')), markup };
}

/** Hundredths of a pixel are fine enough; further digits would be half of the file. */
function roundNumbers(attribute: string): string {
  return attribute.replace(/(\.\d\d)\d+/g, '$1');
}

const rowPx = 20;
const swatchPx = 20;
/** Between the edge of the figure and its legend. */
const insetPx = 4;

/** Entries from left to right, wrapped to the width (at 6 px a letter), then the title of the axis. */
function legendMarkup(
  entries: readonly LegendEntry[],
  yTitle: string | undefined,
  widthPx: number,
): { height: number; markup: string } {
  let x = insetPx;
  let y = 0;
  const parts: string[] = [];
  for (const entry of entries) {
    const entryPx = swatchPx + 6 + entry.label.length * 6 + 18;
    const overflows = x > insetPx && x + entryPx > widthPx;
    if (overflows) {
      x = insetPx;
      y += rowPx;
    }
    parts.push(
      `<g transform="translate(${x},${y})">${swatch(entry)}` +
        `<text x="${swatchPx + 6}" y="12">${escapeMarkup(entry.label)}</text></g>`,
    );
    x += entryPx;
  }
  if (entries.length > 0) y += rowPx + 4;
  if (yTitle !== undefined) {
    parts.push(
      `<text x="${insetPx}" y="${y + 12}" fill="${colour('quiet')}">↑ ${escapeMarkup(yTitle)}</text>`,
    );
    y += rowPx;
  }
  return { height: y, markup: parts.join('') };
}

function swatch(entry: LegendEntry): string {
  const paint = colour(entry.colour);
  if (entry.mark === 'dot') return `<circle cx="10" cy="8" r="3.5" fill="${paint}"/>`;
  if (entry.mark === 'band')
    return `<rect x="0" y="1" width="20" height="14" fill="${paint}" fill-opacity="0.18"/>`;
  if (entry.mark === 'bar') return `<rect x="2" y="3" width="16" height="10" fill="${paint}"/>`;
  const dashes = entry.mark === 'dashes' ? ' stroke-dasharray="3 3"' : '';
  return `<line x1="0" x2="20" y1="8" y2="8" stroke="${paint}" stroke-width="2"${dashes}/>`;
}
