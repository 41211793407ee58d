import { html } from '../html.ts';
import type { Section } from '../page.ts';
import type { RunReport } from '../run-report.ts';

/** Everything that somebody should know before relying on the model. */
export function warningsSection({ warnings }: RunReport): Section {
  return {
    id: 'warnings',
    title: 'Warnings',
    body:
      warnings.length === 0
        ? html`<p>None: every recording passed the checks and every local model arrived.</p>`
        : html`<ul class="plain">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`,
  };
}
