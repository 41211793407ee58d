import * as Plot from '@observablehq/plot';
import { colour } from '../palette.ts';

export interface Cell<T> {
  readonly item: T;
  readonly fx: number;
  readonly fy: number;
}

/** Small multiples in rows of `columns` panels that share both axes. */
export function gridOf<T>(
  items: readonly T[],
  columns: number,
  widthPx: number,
  panelHeightPx: number,
  marginLeftPx = 34,
) {
  const used = Math.max(1, Math.min(columns, items.length));
  const rows = Math.max(1, Math.ceil(items.length / used));
  const cells: Cell<T>[] = items.map((item, index) => ({
    item,
    fx: index % used,
    fy: Math.floor(index / used),
  }));
  const plot = {
    // A figure with fewer panels than columns keeps the panels' width, so that figures on a page can be compared.
    width: Math.round(marginLeftPx + ((widthPx - marginLeftPx) * Math.max(used, 2)) / Math.max(columns, 2)),
    height: rows * panelHeightPx + 34,
    marginLeft: marginLeftPx,
    marginRight: 12,
    marginTop: 20,
    marginBottom: 32,
    fx: { axis: null, paddingInner: 0.08, paddingOuter: 0, domain: range(used) },
    fy: { axis: null, paddingInner: 0.28, paddingOuter: 0, domain: range(rows) },
    style: { fontSize: '11px' },
  } as const;
  return { cells, plot };
}

export interface PanelCaption {
  readonly fx: number;
  readonly fy: number;
  readonly left: string;
  readonly right: string;
}

/** Three or four columns, whichever leaves fewer empty panels. */
export function columnsFor(panels: number): 3 | 4 {
  const empty = (columns: number) => (columns - (panels % columns)) % columns;
  return empty(4) < empty(3) ? 4 : 3;
}

/** A title over the left and a number over the right corner of each panel. */
export function panelTitles(captions: readonly PanelCaption[]): Plot.Markish[] {
  const place = { fx: 'fx', fy: 'fy', dy: -6, lineAnchor: 'bottom' } as const;
  return [
    Plot.text(captions, {
      ...place,
      text: 'left',
      frameAnchor: 'top-left',
      fontWeight: 600,
      fill: colour('ink'),
    }),
    Plot.text(captions, { ...place, text: 'right', frameAnchor: 'top-right', fill: colour('quiet') }),
  ];
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
