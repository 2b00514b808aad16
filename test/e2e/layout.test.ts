import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, misfits, newPage } from './face.ts';
import { provideBrowser } from './needs.ts';

const browser = await provideBrowser();

describe.skipIf(browser === undefined)('what a person would see to be wrong with a layout (needs chromium)', () => {
  let opened: Browser;
  beforeAll(async () => {
    opened = await launch(browser ?? '');
  });
  afterAll(() => opened.close());
  const seenIn = async (html: string) => {
    const page = await newPage(opened);
    try {
      await page.setContent(`<!doctype html><main style="font: 16px/1.5 sans-serif">${html}</main>`);
      return await misfits(page);
    } finally {
      await page.close();
    }
  };
  const ellipsis = 'display:block; width:80px; overflow:hidden; white-space:nowrap; text-overflow:ellipsis';

  test.each([
    ['words on two lines', '<p>One line</p><p>and a second one</p>'],
    [
      'cut words that can be read elsewhere',
      `<span style="${ellipsis}" title="A long name of a node">A long name of a node</span>`,
    ],
    ['what is scrolled to', '<div style="overflow:auto; width:80px; white-space:nowrap">A long name of a node</div>'],
    ['a dialog over other words', '<p>Behind</p><div role="dialog" style="position:fixed; inset:0">Before</div>'],
  ])('nothing in %s', async (_, html) => {
    expect(await seenIn(html)).toEqual([]);
  });

  test.each([
    ['words that are cut', `<span style="${ellipsis}">A long name of a node</span>`, 'cut: “A long name of a node”'],
    [
      'words over words',
      '<p style="margin:0; height:8px">The upper</p><p style="margin:0">The lower</p>',
      'over one another: “The upper” and “The lower”',
    ],
    ['a page that is too wide', '<p style="width:1500px">Wide</p>', 'the page is wider than the window'],
    [
      'words beyond the window',
      '<p style="position:absolute; left:1270px; white-space:nowrap">Further</p>',
      'beyond the window: “Further”',
    ],
    [
      'two things to do first',
      '<button class="mantine-Button-root" data-variant="filled">One</button> <button class="mantine-Button-root" data-variant="filled">Two</button>',
      'to be done first: “One”, “Two”',
    ],
  ])('%s', async (_, html, fault) => {
    expect(await seenIn(html)).toContain(fault);
  });

  test('a screen that sprawls', async () => {
    const page = await newPage(opened);
    await page.setViewportSize({ width: 3840, height: 2160 });
    await page.setContent('<!doctype html><main><span>Left</span><span style="float: right">Right</span></main>');
    expect(await misfits(page)).toEqual([expect.stringMatching(/^a column 38\d\d px wide$/)]);
    await page.close();
  });
});
