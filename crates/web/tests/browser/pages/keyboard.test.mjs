// By keyboard alone: the skip link, an order that follows the page, and no way in without a way out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';
import { code } from '../support/code.mjs';

let site;
before(async () => (site = await Site.open('keyboard')));
after(async () => (await quit(), site?.close()));

// Where the keyboard is: a word for it and how far down the page it stands in the order of the text.
const here = (page) =>
  page.evaluate(() => {
    const node = document.activeElement;
    const all = [...document.querySelectorAll('*')];
    const seen = getComputedStyle(node).outlineStyle !== 'none';
    return { at: all.indexOf(node), word: (node.id || node.textContent || node.name || '').trim().slice(0, 40), body: node === document.body, seen };
  });

// Tabs through the page once; every stop is seen, and the order is that of the page.
async function round(page) {
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate(() => window.getSelection().removeAllRanges());
  const stops = [];
  for (let n = 0; n < 400; n++) {
    await page.keyboard.press('Tab');
    const stop = await here(page);
    // The end of the page: the browser's own bar, or the beginning again.
    if (stop.body || stop.at === stops[0]?.at) return stops;
    assert.ok(stop.seen, `${page.url()}：“${stop.word}” shows no focus`);
    assert.ok(stop.at > (stops.at(-1)?.at ?? -1), `${page.url()}：“${stop.word}” is a step back or a trap`);
    stops.push(stop);
  }
  assert.fail(`${page.url()}: no end`);
}

test('somebody signs in, begins a complaint and is refused, by keyboard alone', async () => {
  const { page } = await Person.at(site);
  const account = site.accounts.chengban;
  const keys = async (...all) => {
    for (const key of all) await (key.length > 1 && /^[A-Z][A-Za-z+]*$/.test(key) ? page.keyboard.press(key) : page.keyboard.type(key));
  };
  await page.goto(`${site.base}/sign-in`);
  await keys('Tab');
  assert.match((await here(page)).word, /跳/, 'the first stop is the skip link');
  await keys('Enter', 'Tab');
  assert.equal((await here(page)).word, 'login', 'the skip link leads to the main part');
  await keys('chengban', 'Tab', account.password, 'Enter');
  await page.locator('form[action="/sign-in/code"]').waitFor();
  await page.focus('#code');
  await keys(await code(account), 'Enter');
  await page.waitForURL('**/work');

  await page.goto(`${site.base}/new/complaint/register`);
  await page.focus('[name="f.received_on"]');
  await page.focus('[name="f.complainant_name"]');
  await keys('周宁', 'Enter');
  await page.locator('section.errors').waitFor();
  await page.waitForFunction(() => document.activeElement.matches('.errors'));
  await keys('Tab', 'Enter');
  assert.match((await here(page)).word, /^f\./, 'a refusal leads to its field');
});

test('the order of the keyboard is that of the page, and ends', async () => {
  const person = await (await Person.at(site)).signIn('juzhang');
  for (const path of ['/sign-in', '/work?type=penalty_case', '/new', '/notices', '/seat']) {
    await person.goto(path);
    assert.ok((await round(person.page)).length > 3, path);
  }
});
