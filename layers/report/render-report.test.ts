import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { exampleRunReport } from './example-run-report.testing.ts';
import { renderReport } from './render-report.ts';
import type { RunReport } from './run-report.ts';

const example = exampleRunReport();
const page = renderReport(example);
const { document } = parseHTML(page);
const textOf = (report: RunReport) => parseHTML(renderReport(report)).document.body.textContent ?? '';

describe('the report of a run', () => {
  it('stands alone: no script, no link out, nothing that loads', () => {
    expect(document.querySelectorAll('script, link, img, iframe, object, embed, audio, video').length).toBe(
      0,
    );
    const withoutNamespaces = page.replaceAll('http://www.w3.org/2000/svg', '');
    expect(withoutNamespaces).not.toMatch(/https?:|url\(|@import|\son\w+=/);
    expect(
      document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content'),
    ).toContain("default-src 'none'");
  });

  it('gives every figure a name, a description and a caption', () => {
    const figures = [...document.querySelectorAll('figure')];
    expect(figures.length).toBeGreaterThanOrEqual(9);
    for (const figure of figures) {
      expect(figure.querySelector('svg[role=img] > title')?.textContent?.length).toBeGreaterThan(10);
      expect(figure.querySelector('svg[role=img] > desc')?.textContent?.length).toBeGreaterThan(20);
      expect(figure.querySelector('figcaption')?.textContent?.length).toBeGreaterThan(20);
    }
  });

  it('gives every table a caption and every heading a scope', () => {
    const tables = [...document.querySelectorAll('table')];
    expect(tables.length).toBeGreaterThanOrEqual(7);
    for (const table of tables) {
      expect(table.querySelector('caption')).not.toBeNull();
      for (const heading of table.querySelectorAll('th'))
        expect(heading.getAttribute('scope')).toMatch(/^(col|row|rowgroup)$/);
    }
  });

  it('points its contents at sections that exist, under ids used once', () => {
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of document.querySelectorAll('nav a'))
      expect(ids).toContain(link.getAttribute('href')?.slice(1));
  });

  it('says the error of the published model beside that of one network and of ridge regression', () => {
    expect(document.querySelector('.lead')?.textContent).toBe(
      'On recordings it never saw, the published model (inverse-error) misses the knee angle by 13.2° RMSE. On the same samples one network trained on everything misses it by 12.3° and ridge regression by 17.3°.',
    );
  });

  it('names units and the divisor of every nRMSE', () => {
    const headings = [...document.querySelectorAll('thead th')].map((heading) => heading.textContent);
    expect(headings).toEqual(
      expect.arrayContaining(['RMSE (deg)', 'RMSE (N)', 'nRMSE (%)', 'Largest reserve (N m)']),
    );
    const captions = [...document.querySelectorAll('table')]
      .filter((table) => table.textContent?.includes('nRMSE'))
      .map((table) => table.querySelector('caption')?.textContent);
    for (const caption of captions)
      expect(caption).toMatch(/divided by the range of the (measured angle|label)/);
  });

  it('marks the smallest error in bold, whoever has it', () => {
    const best = [...document.querySelectorAll('#results table')][0]?.querySelector('td.best');
    expect(best?.textContent).toBe('12.28');
    expect(best?.closest('tr')?.querySelector('th')?.textContent).toBe('single');
  });

  it('escapes what a study calls itself', () => {
    const hostile = renderReport({
      ...example,
      study: '<script>alert(1)</script>',
      warnings: ['"><img src=x onerror=alert(1)>'],
      traces: example.traces.slice(0, 1).map((trace) => ({ ...trace, subject: '</svg><script>1</script>' })),
      contributions: example.contributions.map((row) => ({ ...row, label: '<b onclick=1>' })),
    });
    const parsed = parseHTML(hostile).document;
    expect(parsed.querySelectorAll('script, img, b[onclick]').length).toBe(0);
  });

  it('keeps the control trained on everything apart from the local models', () => {
    expect(document.querySelector('#contributions > p')?.textContent).toBe(
      'The training data were cut by subject into 7 sub-domains; 1 was dropped. Trained side by side the slowest took 19 s; one after the other they would have taken 107 s. One network on everything, the control, took 96 s.',
    );
    const row = [...document.querySelectorAll('#contributions tbody tr')].find((each) =>
      each.textContent?.includes('everything'),
    );
    expect([...(row?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent)).toContain('–');
  });

  it('says what is missing instead of drawing it, for a run without held-out data, labels or physics', () => {
    const bare = textOf({
      ...example,
      metrics: [],
      traces: [],
      labels: [],
      curves: [],
      contributions: [],
      warnings: [],
      physicsWeight: 0,
    });
    expect(bare).toContain('the error of this knee model is unknown');
    expect(bare).toContain('No recording of this study has a force label');
    expect(bare).toContain('λ is 0');
    expect(bare).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  it('says what physics bought where a control without physics ran', () => {
    const control = example.metrics.filter((row) => row.scope === 'all' && row.model === 'single');
    const withControl = {
      ...example,
      metrics: [
        ...example.metrics,
        ...control.map((row) => ({ ...row, model: 'single-without-physics', rmse: 14 })),
      ],
    };
    expect(textOf(withControl)).toContain('physics lowered the error by 1.72°');
    expect(textOf(example)).toContain('it cannot say what physics bought');
  });

  it('is the same to the byte for the same run', () => {
    expect(renderReport(exampleRunReport())).toBe(page);
  });

  it('is made from plain JSON', () => {
    expect(renderReport(JSON.parse(JSON.stringify(example)))).toBe(page);
  });
});
