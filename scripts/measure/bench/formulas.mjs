// What a formula costs that nobody would write: the worst of a thousand, with its nodes and their layout, on a
// page of Mayfly, in Chromium.

import { readdirSync } from 'node:fs';
import { formulas } from '../browser/formulas.mjs';
import { openMayfly, startBrowser } from '../browser/pages.mjs';
import { median, startServer } from '../server.mjs';

const COUNT = 1000;

/** Milliseconds of each formula, and how many are set. */
function measure([all, names]) {
  const load = (name) => import(`/text/${name}`);
  return Promise.all(names.map(load)).then(([{ formula, nodes, styles, addChemistry }, chemistry]) => {
    addChemistry(chemistry.default);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    document.adoptedStyleSheets.push(sheet);
    const text = document.createElement('div');
    text.className = 'text';
    document.body.append(text);
    return all.map(({ source, display }) => {
      const place = document.createElement('span');
      place.className = display ? 'tex display' : 'tex';
      place.setAttribute('data-tex', '');
      text.append(place);
      place.getBoundingClientRect();
      const begun = performance.now();
      const tree = formula(source, display);
      if (tree) place.append(nodes(tree));
      place.getBoundingClientRect();
      const took = performance.now() - begun;
      place.remove();
      return { took, set: tree !== null };
    });
  });
}

export default async function () {
  const server = await startServer();
  const browser = await startBrowser();
  try {
    const folder = readdirSync(`${process.env.MAYFLY_SITE_ROOT ?? 'target/site'}/text`);
    const names = ['formulas', 'chemistry'].map((name) => folder.find((file) => file.startsWith(`${name}.`) && file.endsWith('.mjs')));
    const page = await openMayfly(browser, server);
    const all = formulas(COUNT);
    const found = await page.evaluate(measure, [all, names]);
    const worst = found.reduce((one, other, index) => (other.took > found[one].took ? index : one), 0);
    console.error(`the worst one: ${all[worst].source.slice(0, 100)}`);
    return [
      { what: `formulas, ${COUNT} generated, ${found.filter(({ set }) => set).length} within the bounds: worst, ms`, value: found[worst].took.toFixed(1), goal: '≤ 50' },
      { what: 'the same, median', value: median(found.map(({ took }) => took)).value.toFixed(2) },
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}
