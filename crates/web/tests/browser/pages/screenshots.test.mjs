// The pictures of the manual. With FADU_SCREENSHOTS=1 they are made again in docs/screenshots;
// otherwise every page opens, and every picture that a document shows is there, and no other.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DESK, PHONE, Person, quit } from '../support/person.mjs';
import { ROOT, Site } from '../support/site.mjs';
import { ITEM, prepared } from './kinds.mjs';

const SHOTS = join(ROOT, 'docs/screenshots');
const DOCUMENTS = ['README.md', 'README.zh-CN.md', 'docs/manual.zh-CN.md'];
const MAKES = Boolean(process.env.FADU_SCREENSHOTS);
const WHOLE = 2 << 20;

const at = (path) => (person) => person.goto(path);
const refused = async (person) => {
  await person.goto('/new/complaint/register');
  await person.check({ received_on: '2021-02-19', complainant_name: '周宁', phone: '13800000000', respondent: '城区示例副食店', facts: '购买的糕点已过保质期。' });
};

// Name, who looks, with what, the way there.
const PICTURES = [
  ['home', null, PHONE, at('/')],
  ['guide-item', null, PHONE, at(`/guide/${ITEM}`)],
  ['track', null, PHONE, at('/track')],
  ['published', null, DESK, at('/published')],
  ['work', 'chengban', DESK, at('/work')],
  ['refused', 'chengban', DESK, refused],
  ['record', 'chengban', DESK, (person, record) => person.goto(`/records/${record}`)],
  ['day-sheet', 'chengban', DESK, (person, record) => person.goto(`/records/${record}/limits/accept`)],
  ['list', 'chengban', DESK, at('/lists/complaint')],
  ['figures', 'sifa', DESK, at('/figures?year=2020')],
  ['figure', 'sifa', DESK, at('/figures/applications.platform_handled?year=2020')],
  ['report', 'sifa', DESK, at('/report/2020')],
  ['leader', 'quzhang', DESK, at('/leader')],
  ['definition', 'chengban', DESK, at('/definitions/complaint')],
  ['admin', 'xitong', DESK, at('/admin')],
];
// The grid's definitions are in force later.
const LATER = [['phone-form', 'wangge', PHONE, at('/new/grid_event/report')]];
const FRIDAY = '2026-11-20';

let site;
let record;
const people = {};
before(async () => {
  site = await Site.open('pictures');
  record = await prepared(await (await Person.at(site)).signIn('chengban'));
  if (MAKES) rmSync(SHOTS, { recursive: true, force: true });
  if (MAKES) mkdirSync(SHOTS, { recursive: true });
});
after(async () => (await quit(), site?.close()));

async function looker(login, view) {
  const key = `${login}`;
  if (!people[key]) {
    people[key] = await Person.at(site, { view });
    if (login) await people[key].signIn(login);
  }
  await people[key].page.setViewportSize(view);
  return people[key];
}

async function opens([name, login, view, go]) {
  const person = await looker(login, view);
  person.status = 200;
  await go(person, record);
  assert.equal(person.status, 200);
  assert.equal(await person.page.locator('h1').count(), 1);
  if (MAKES) await shot(person.page, join(SHOTS, `${name}.png`), view);
}

test('every page of a picture opens', async (t) => {
  for (const picture of PICTURES) await t.test(picture[0], () => opens(picture));
  await site.later(FRIDAY);
  for (const picture of LATER) await t.test(picture[0], () => opens(picture));
});

// The page from the top, not all of a long one.
async function shot(page, path, { width, height }) {
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height: Math.min(whole, Math.max(height, 1000)) };
  await page.screenshot({ path, fullPage: true, clip });
}

test('what the documents show is there, is shown, and is small', () => {
  const shown = new Set();
  for (const document of DOCUMENTS) {
    const text = readFileSync(join(ROOT, document), 'utf8');
    for (const [, name] of text.matchAll(/screenshots\/([\w-]+)\.png/g)) shown.add(name);
  }
  const files = readdirSync(SHOTS);
  assert.deepEqual([...shown].sort(), files.map((file) => file.replace('.png', '')).sort());
  const size = files.reduce((sum, file) => sum + statSync(join(SHOTS, file)).size, 0);
  assert.ok(size < WHOLE, `${size} bytes`);
});
