import { type Html, html } from '../html.ts';
import type { Section } from '../page.ts';
import type { RunReport } from '../run-report.ts';

/** Seeds, code version, digests and settings, with which the run can be repeated. */
export function provenanceSection({ provenance }: RunReport): Section {
  const leaves = leavesOf(provenance, '');
  const left = leaves.length - mostLeaves;
  return {
    id: 'provenance',
    title: 'Provenance',
    body: html`<div class="scroll" tabindex="0" role="group"><table class="provenance"><caption>Everything needed to repeat this run; also in <code>provenance.json</code> beside this report.</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead>
<tbody>${leaves.slice(0, mostLeaves).map(([path, value]) => html`<tr><th scope="row">${path}</th><td>${leafText(value)}</td></tr>\n`)}</tbody></table></div>${left > 0 && html`<p>And ${left} more in <code>provenance.json</code>, such as seeds and digests of the other models.</p>`}`,
  };
}

/** Models have three lines each, of which nobody reads hundreds, and thousands would make the page too large for browsers. */
const mostLeaves = 250;

type Leaf = readonly [path: string, value: unknown];

/** Nested settings as `training.seed`; lists of plain values stay on one line. */
function leavesOf(value: unknown, path: string): Leaf[] {
  const isPlain = typeof value !== 'object' || value === null;
  if (isPlain || isPlainList(value)) return [[path, value]];
  return Object.entries(value).flatMap(([name, inner]) =>
    leavesOf(inner, path === '' ? name : `${path}.${name}`),
  );
}

function isPlainList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
}

function leafText(value: unknown): Html {
  const text = Array.isArray(value) ? value.map(String).join(', ') : String(value);
  const isMachineText = /[0-9a-f]{12,}|\//.test(text);
  return isMachineText ? html`<code>${text}</code>` : html`${text}`;
}
