import { html } from '../html.ts';
import type { Section } from '../page.ts';
import type { RunReport } from '../run-report.ts';

/** Warnings to read before relying on the model. */
export function warningsSection({ warnings }: RunReport): Section {
  return {
    id: 'warnings',
    title: 'Warnings',
    body:
      warnings.length === 0
        ? html`<p>None. This section would list findings of the checks, missing local models, trainings that diverged, forces without supporting labels, and intervals that cover too few or too many held-out labels.</p>`
        : html`<ul class="plain">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`,
  };
}
