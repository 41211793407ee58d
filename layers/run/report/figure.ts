import { Html, html } from './html.ts';

/** A drawing with its caption. */
export function figure(svg: string, caption: Html | string): Html {
  return html`<figure>${new Html(svg)}<figcaption>${caption}</figcaption></figure>`;
}
