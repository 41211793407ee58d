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
        ? html`<p>None. Here would stand: what the checks found, local models that are missing, trainings that diverged, forces that no label supports, and intervals that hold too few or too many of the held-out labels.</p>`
        : html`<ul class="plain">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`,
  };
}
