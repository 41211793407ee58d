import { type Html, html } from './html.ts';

export interface Column<T> {
  readonly heading: string | Html;
  readonly cell: (row: T) => string | number | Html;
  readonly numeric?: boolean;
  /** True if the cell is set in bold, as the best of its kind. */
  readonly best?: (row: T) => boolean;
}

export interface RowGroup<T> {
  /** Heading of the group; absent if the table has only one group. */
  readonly title?: string;
  readonly rows: readonly T[];
}

/** An HTML table whose first column has the row headings; every heading has a `scope`. */
export function table<T>(options: {
  readonly caption: Html;
  readonly columns: readonly Column<T>[];
  readonly groups: readonly RowGroup<T>[];
  readonly rowClass?: (row: T) => string;
  readonly className?: string;
}): Html {
  const { caption, columns, groups, rowClass = () => '', className = '' } = options;
  return html`<div class="scroll" tabindex="0" role="group"><table class="${className}"><caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col" class="${column.numeric ? 'n' : ''}">${column.heading}</th>`)}</tr></thead>
${groups.map(
  (group) => html`<tbody>${
    group.title !== undefined &&
    html`<tr><th scope="rowgroup" colspan="${columns.length}">${group.title}</th></tr>`
  }
${group.rows.map((row) => html`<tr class="${rowClass(row)}">${columns.map((column, index) => cell(column, row, index === 0))}</tr>\n`)}</tbody>`,
)}</table></div>`;
}

function cell<T>(column: Column<T>, row: T, headsRow: boolean): Html {
  const content = column.cell(row);
  if (headsRow) return html`<th scope="row">${content}</th>`;
  const classes = [column.numeric && 'n', column.best?.(row) && 'best'].filter(Boolean).join(' ');
  return html`<td class="${classes}">${content}</td>`;
}
