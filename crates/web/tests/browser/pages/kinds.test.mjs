// Every kind of page, wide, on a phone, and in large type: nothing that axe finds, nothing wider than
// the screen, no error of the browser. With FADU_SCREENSHOTS=1 the pictures of docs/screenshots are
// made again.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DESK, PHONE, Person, quit } from '../support/person.mjs';
import { ROOT, Site } from '../support/site.mjs';
import { KINDS, prepared } from './kinds.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SHOTS = join(ROOT, 'docs/screenshots');
const LOOKS = [
  ['1280', DESK, false],
  ['360', PHONE, false],
  ['360-large', PHONE, true],
];

let site;
let record;
before(async () => {
  site = await Site.open('kinds');
  const handler = await (await Person.at(site)).signIn('chengban');
  record = await prepared(handler);
  if (process.env.FADU_SCREENSHOTS) mkdirSync(SHOTS, { recursive: true });
});
after(async () => (await quit(), site?.close()));

for (const [look, view, large] of LOOKS) {
  test(`every kind of page, ${look}`, async (t) => {
    const people = {};
    for (const [name, login, go] of KINDS) {
      const who = (people[login] ??= await somebody(login, view, large));
      await t.test(name, async () => looked(who, go, `${name}-${look}`, large));
    }
    for (const one of Object.values(people)) await one.leave();
  });
}

async function somebody(login, view, large) {
  const person = await Person.at(site, { view });
  person.faults = [];
  person.page.on('pageerror', (error) => person.faults.push(String(error)));
  person.page.on('console', (line) => line.type() === 'error' && person.faults.push(line.text()));
  if (login) await person.signIn(login);
  if (login === 'chuangkou') await person.page.click('button.card:has-text("窗口人员")');
  if (large) await largeType(person);
  return person;
}

async function largeType(person) {
  await person.goto('/sign-in');
  await person.page.locator('header form[action="/large"] button').click();
}

async function looked(person, go, name, large) {
  person.faults.length = 0;
  await go(person, () => record);
  assert.equal(await person.page.locator('h1').count(), 1, 'one heading of the page');
  const isThere = !name.startsWith('not-there');
  assert.equal((await person.page.locator('html.large').count()) === 1, large && isThere);
  const found = await person.page.evaluate(`${AXE}; axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`);
  const told = found.violations.map((one) => `${one.id}: ${one.help}\n  ${one.nodes.map((node) => node.html.slice(0, 160)).join('\n  ')}`);
  assert.deepEqual(told, []);
  await person.fits();
  const expected = person.faults.filter((text) => isThere || !text.includes('404'));
  assert.deepEqual(expected, []);
  if (process.env.FADU_SCREENSHOTS && !large) await shot(person, join(SHOTS, `${name}.png`));
}

// The page from the top, not all of a long one.
async function shot(person, path) {
  const { width } = person.page.viewportSize();
  const height = await person.page.evaluate(() => document.documentElement.scrollHeight);
  await person.page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, 1600) } });
}
