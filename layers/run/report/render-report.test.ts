import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { noNames } from '../../model/inputs/index.ts';
import { exampleRunReport } from './example-run-report.testing.ts';
import { renderReport } from './render-report.ts';
import type { RunReport } from './run-report.ts';

const example = exampleRunReport();
const page = renderReport(example);
const { document } = parseHTML(page);
const textOf = (report: RunReport) => parseHTML(renderReport(report)).document.body.textContent ?? '';
/** The example with something changed; without its traces and curves, which take long to draw. */
const of = (changes: Partial<RunReport>): RunReport => ({ ...example, traces: [], curves: [], ...changes });
const { traces } = example;
/** The text of one section, or of the whole page's first sentence. */
const partOf = (report: RunReport, selector: string) =>
  (report === example ? document : parseHTML(renderReport(report)).document).querySelector(selector)
    ?.textContent ?? '';
const withoutNamesToo = [
  ...example.metrics,
  ...example.metrics.map((row) => ({ ...row, given: noNames, rmse: (row.rmse ?? 0) + 2 })),
];

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

  it('states the error of the published model beside those of the single model, forests and ridge regression', () => {
    expect(document.querySelector('.lead')?.textContent).toBe(
      'On the last quarter of 21 recordings (the model learned from the rest), the published model (inverse-error) misses the knee angle by 13.2° RMSE. On the same samples one network trained on everything misses it by 12.3°, forests of extremely randomised trees alone by 12.7° and ridge regression by 17.3°.',
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

  it('marks the smallest error in bold, whichever model has it', () => {
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
      'The training data were divided by subject into 7 sub-domains; 2 local models were dropped. 6 networks and 6 forests were trained. Trained side by side, the slowest took 19 s; one after the other, all would have taken 110 s. One network on everything, the single model, took 96 s.',
    );
    const row = [...document.querySelectorAll('#contributions tbody tr')].find(
      (each) => each.querySelector('th')?.textContent === 'everything',
    );
    expect([...(row?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent)).toContain('–');
  });

  it('names what is missing, for a run without held-out data, labels or physics', () => {
    const bare = textOf({
      ...example,
      metrics: [],
      traces: [],
      labels: [],
      muscles: [],
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

  it('is the same to the byte for the same run', () => {
    expect(renderReport(exampleRunReport())).toBe(page);
  });

  it('is made from plain JSON', () => {
    expect(renderReport(JSON.parse(JSON.stringify(example)))).toBe(page);
  });
});

describe('the first sentence', () => {
  const held = (changes: Partial<RunReport['heldOut']>) =>
    partOf(of({ heldOut: { ...example.heldOut, whole: 0, lastQuarters: 0, ...changes } }), '.lead');

  it.each([
    ['whole recordings', { whole: 4 }, 'On 4 recordings that were held out whole, the published'],
    ['one whole recording', { whole: 1 }, 'On 1 recording that was held out whole, the published'],
    [
      'last quarters',
      { lastQuarters: 2 },
      'On the last quarter of 2 recordings (the model learned from the rest), the published',
    ],
    [
      'both',
      { whole: 3, lastQuarters: 1 },
      'On 3 recordings that were held out whole and the last quarter of 1 recording (the model learned from the rest), the published',
    ],
    [
      'new people',
      { whole: 6, ofNewPeople: 6 },
      'held out whole, all of people without training data, the published',
    ],
    [
      'some new people',
      { whole: 6, ofNewPeople: 2 },
      'held out whole, 2 of them of people without training data, the published',
    ],
  ])('says that %s were held out', (_, changes, sentence) => {
    expect(held(changes)).toContain(sentence);
  });

  it('calls recordings unseen only if no part of them was learned from', () => {
    expect(held({ lastQuarters: 2 })).not.toMatch(/never saw|held out whole/);
    expect(held({ whole: 2 })).not.toMatch(/last quarter/);
  });

  it('states both errors if names make a difference, otherwise one', () => {
    expect(partOf(of({ metrics: withoutNamesToo }), '.lead')).toContain(
      'by 13.2° RMSE, and by 15.2° if subject, site and task are not named. On the same samples, with names, one network',
    );
    expect(partOf(example, '.lead')).not.toContain('named');
  });

  it('names the training data of the single model, everything or a part', () => {
    const contributions = example.contributions.map((row) =>
      row.subdomain === 'single' ? { ...row, label: 'one sub-domain in 4' } : row,
    );
    expect(partOf(of({ contributions }), '.lead')).toContain(
      'one network trained on one sub-domain in 4 misses',
    );
    expect(textOf(of({ contributions }))).not.toContain('network on everything');
  });

  it('compares with forests and ridge regression alone if the control is published', () => {
    expect(partOf(of({ publishedMode: 'single' }), '.lead')).toMatch(
      /\(single\) misses .* On the same samples forests of extremely randomised trees alone miss it by 12.7° and ridge regression by 17.3°\.$/,
    );
  });

  it('compares with ridge regression alone if forests are published, and there is no single model', () => {
    const metrics = example.metrics.filter(({ model }) => model !== 'single');
    expect(partOf(of({ publishedMode: 'forest', metrics }), '.lead')).toMatch(
      /\(forest\) misses .* On the same samples ridge regression misses it by 17.3°\.$/,
    );
  });
});

describe('the table of models', () => {
  it('explains “(no names)” only if a model is shown so', () => {
    expect(partOf(of({ metrics: withoutNamesToo }), '#results caption')).toContain(
      'the EMG is scaled by its subject',
    );
    expect(partOf(example, '#results caption')).not.toContain('no names');
  });

  it('states how the EMG of people without training data is scaled', () => {
    const heldOut = { ...example.heldOut, whole: 6, lastQuarters: 0, ofNewPeople: 6 };
    const caption = partOf(of({ metrics: withoutNamesToo, heldOut }), '#results caption');
    expect(caption).toContain('by the recording and by what is usual in the study');
    expect(caption).not.toContain('scaled by its subject');
  });
});

describe('the figure of a task', () => {
  const captions = (report: RunReport) =>
    [
      ...parseHTML(report === example ? page : renderReport(report)).document.querySelectorAll(
        '#results figcaption',
      ),
    ].map((caption) => caption.textContent);

  it('counts the held-out stretches that are not drawn, also those that the report does not have', () => {
    const stretchesByTask = { ...example.heldOut.stretchesByTask, gait: 31 };
    expect(captions(of({ traces, heldOut: { ...example.heldOut, stretchesByTask } }))).toContain(
      '7 of 31 held-out stretches, spread evenly over the study, in the order of their error. RMSE of inverse-error over the drawn samples.',
    );
  });

  it('has no order if there is one stretch', () => {
    const heldOut = { ...example.heldOut, stretchesByTask: { gait: 1 } };
    const one = of({ traces: traces.slice(0, 1), heldOut });
    expect(captions(one)).toContain('1 held-out stretch. RMSE of inverse-error over the drawn samples.');
  });

  it('states that all are drawn, if they are', () => {
    expect(captions(example)).toContain(
      '7 held-out stretches, in the order of their error. RMSE of inverse-error over the drawn samples.',
    );
  });
});

describe('the 90 % intervals', () => {
  const rows = (report: RunReport) =>
    [...parseHTML(renderReport(report)).document.querySelectorAll('#intervals tbody tr')].map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => cell.textContent),
    );

  it('of the forces stand beside the intervals of the angle, with coverage and half widths', () => {
    expect(rows(example)).toEqual([
      ['knee angle', 'deg', '87.0', '17.2', '28.6', '82.0', '22.3', '37.2'],
      ['rect_fem_r', 'N', '87.0', '40.0', '905.0', '82.0', '52.0', '905.0'],
      ['vasti_r', 'N', '88.0', '50.0', '905.0', '83.0', '65.0', '905.0'],
      ['bifemlh_r', 'N', '89.0', '60.0', '905.0', '84.0', '78.0', '905.0'],
      ['semiten_r', 'N', '90.0', '70.0', '905.0', '85.0', '91.0', '905.0'],
      ['all forces', 'N', '88.5', '–', '–', '83.5', '–', '–'],
    ]);
  });

  it('of a model without forces are that of the angle', () => {
    expect(rows(of({ muscles: [] })).map(([name]) => name)).toEqual(['knee angle']);
    expect(partOf(of({ muscles: [] }), '#intervals')).not.toContain('muscle');
  });

  it('are reported as absent if there are none', () => {
    const { coverage90: _, ...without } = example;
    expect(partOf(without, '#intervals')).toContain('The model has no intervals');
    expect(partOf(example, '#intervals')).not.toContain('has no intervals');
  });
});

describe('the forces', () => {
  const introduction = (changes: (label: RunReport['labels'][number]) => object, more = {}) =>
    partOf(
      of({ labels: example.labels.map((label) => ({ ...label, ...changes(label) })), ...more }),
      '#forces p',
    );
  const isGait = ({ task }: { task: string }) => task === 'gait';

  it('of a task without a label are reported as unsupported', () => {
    expect(partOf(example, '#forces p')).toContain('No label supports the predicted forces for gait:');
    expect(introduction(() => ({ isLearntForces: true, source: 'given' }))).toBe(
      'The forces to learn from were given with the study.',
    );
  });

  it('of a stretch without a label are drawn as such', () => {
    const drawn = traces.slice(1, 2);
    const unlabelled = drawn.map((trace) => ({
      ...trace,
      forcesN: Object.fromEntries(
        Object.entries(trace.forcesN!).map(([muscle, { labelled, predicted }]) => [
          muscle,
          { labelled: labelled.map(() => null), predicted },
        ]),
      ),
    }));
    const caption = (own: RunReport['traces']) => partOf(of({ traces: own }), '#forces figcaption');
    expect(caption(unlabelled)).toContain('It has no force labels.');
    expect(caption(drawn)).toContain('median angle error. All panels');
  });

  it('of some recordings may be given and of others computed', () => {
    const some = introduction((label) => (isGait(label) ? { isLearntForces: true, source: 'given' } : {}));
    expect(some).toContain('The forces of 7 recordings that the networks learned from were given');
    expect(some).toContain('The other forces were not measured.');
    expect(introduction(() => ({}))).toMatch(/^These forces were not measured\./);
  });

  it('are given without support if no training row has a label, and not at all if no row has one', () => {
    const unlearnt = introduction(() => ({ isLearntForces: false }));
    expect(unlearnt).toBe(
      'No training row of this study has a force label. The predicted forces are not supported by data.',
    );
    const none = introduction(() => ({ isLearntForces: false }), { muscles: [] });
    expect(none).toContain('Therefore the model predicts no muscle forces.');
  });
});

describe('the contributions', () => {
  const section = (report: RunReport) => partOf(report, '#contributions');

  it('have no validation error if a sub-domain has no validation rows', () => {
    const report = of({
      contributions: example.contributions.map((row, at) =>
        at === 1 ? { ...row, validationError: null } : row,
      ),
      curves: example.curves.map((curve, at) =>
        at === 1 ? { ...curve, validation: curve.step.map(() => null) } : curve,
      ),
    });
    const cells = [...parseHTML(renderReport(report)).document.querySelectorAll('#contributions tbody tr')]
      .map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))
      .slice(example.families.length)
      .map(([, , , validation]) => validation);
    expect(cells.slice(0, 3)).toEqual(['0.410', '–', '0.483']);
    expect(section(report)).toContain('1 sub-domain without validation rows has no line there.');
    expect(section(example)).not.toContain('without validation rows has no line');
  });

  it('are named as weights of the mode that they are of, whichever is published', () => {
    expect(section(of({ publishedMode: 'blended' }))).toContain('weight in the mode inverse-error');
    expect(section(example)).not.toContain('weight in the global model');
  });

  it('state how many trainings are drawn', () => {
    expect(section(of({ curves: example.curves.slice(0, 2) }))).toContain('of 2 of 7 trainings');
    expect(section(of({ curves: example.curves.slice(0, 7) }))).not.toMatch(/of \d+ of \d+ trainings/);
  });

  it('report a missing control if it was dropped', () => {
    const contributions = example.contributions.map((row) =>
      row.subdomain === 'single' ? { ...row, dropped: 'its training failed', seconds: 0 } : row,
    );
    expect(section(of({ contributions }))).toContain('the single model, is missing');
    expect(section(example)).toContain('the single model, took 96 s');
  });

  it('sum up further models by family, and list networks of the division and the single model alone', () => {
    const headings = (report: RunReport) =>
      [...parseHTML(renderReport(report)).document.querySelectorAll('#contributions tbody th')].map(
        (heading) => heading.textContent,
      );
    const [, ...subjects] = example.contributions.filter(({ kind }) => kind !== 'further');
    expect(headings(of({}))).toEqual([
      'network of everything',
      'networks by subject',
      'forests by subject',
      'everything',
      ...subjects.map(({ label }) => label),
    ]);
    const lines = [...document.querySelectorAll('#contributions tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent),
    );
    expect(lines[1]!.slice(-4)).toEqual(['0.15 to 0.28', '0.26 to 0.48', '100.0', '100.0']);
    expect(lines[2]!.slice(0, 4)).toEqual(['forest', 'subject', '6', '1']);
  });

  it('have no table of families if the run was prepared without them', () => {
    const contributions = example.contributions
      .filter(({ kind }) => kind !== 'further')
      .map(({ kind: _kind, learner: _learner, family: _family, ...row }) => row);
    const text = section(of({ contributions, families: [] }));
    expect(text).not.toContain('By family');
    expect(text).toContain('into 7 sub-domains; 1 local model was dropped. Trained side by side');
  });

  it('name the residual as part of the loss only if it was', () => {
    expect(section(example)).toContain('the residual of the equation of motion');
    expect(section(of({ physicsWeight: 0 }))).not.toContain('the residual of the equation of motion');
  });
});

describe('the part of physics in training', () => {
  const section = (changes: Partial<RunReport>) => partOf(of(changes), '#physics');
  const labels = example.labels;

  it('counts the recordings that were learned from, not those that were held out whole', () => {
    expect(section({})).toContain('in 14 of the 21 recordings that the networks learned from (67 %).');
    const some = labels.map((label, at) => (at < 3 ? { ...label, isLearnt: false } : label));
    expect(section({ labels: some })).toContain('in 12 of the 18 recordings that the networks learned from');
  });

  it('counts a recording whose forces were given and whose torque is known', () => {
    const given = labels.map((label) => ({ ...label, source: 'given', physics: 'measured torque' }) as const);
    expect(section({ labels: given })).toContain('in 21 of the 21 recordings');
    expect(section({ labels: given })).toContain('in 21 of them with a torque column');
  });

  it('claims no gain, but names the run that would show one', () => {
    expect(section({})).toContain('a second run with a physicsWeight of 0 would.');
    expect(section({})).not.toMatch(/lowered the error by|no control without physics/);
  });

  it('reports that it was off if the weight is 0, and that labels still depend on it', () => {
    const off = section({ physicsWeight: 0 });
    expect(off).toContain('no residual entered the loss');
    expect(off).toContain('The force labels of 14 recordings still depend on the equation of motion.');
    expect(off).not.toMatch(/from data alone|physicsWeight of 0 can|The residual is M/);
  });

  it('reports that it took no part if no torque is known', () => {
    const none = labels.map((label) => ({ ...label, physics: 'none', source: 'none' }) as const);
    expect(section({ labels: none })).toContain('No residual of the equation of motion entered the loss');
    expect(section({ labels: none })).not.toMatch(/physicsWeight of 0|The residual is M/);
  });
});

describe('the warnings', () => {
  it('are listed; without any, the section says what it would list', () => {
    expect(partOf(example, '#warnings')).toContain('Envelopes of 49 recordings were filtered');
    expect(partOf(of({ warnings: [] }), '#warnings')).toContain('None. This section would list');
    expect(partOf(example, '#warnings')).not.toContain('None.');
  });
});
