// Every kind of page, wide, on a phone, and in large type: nothing that axe finds, nothing wider than
// the screen, no error of the browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from '../support/axe.mjs';
import { DESK, PHONE, Person, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';
import { KINDS, RESIDENT, prepared, takenUp } from './kinds.mjs';

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
  await takenUp(await (await Person.at(site)).signIn('sifa'));
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

// Each signs in once; in every look they go on from there.
const entered = {};
async function somebody(login, view, large) {
  const person = await Person.at(site, { view, cookies: await (entered[login] ??= enters(login)) });
  person.faults = [];
  person.page.on('pageerror', (error) => person.faults.push(String(error)));
  person.page.on('console', (line) => line.type() === 'error' && person.faults.push(line.text()));
  if (large) await largeType(person);
  return person;
}

async function enters(login) {
  if (!login) return undefined;
  const person = await Person.at(site);
  if (login === RESIDENT) await person.enter('13800000031', '郑宁');
  else await person.signIn(login, login === 'chuangkou' ? '窗口人员' : undefined);
  const cookies = await person.context.storageState();
  await person.leave();
  return cookies;
}

async function largeType(person) {
  await person.goto('/sign-in');
  await person.page.locator('header form[action="/large"] button').click();
}

async function looked(person, go, name, large) {
  person.faults.length = 0;
  await go(person, () => record);
  assert.equal(await person.page.locator('h1').count(), 1, 'one heading of the page');
  assert.equal((await person.page.locator('html.large').count()) === 1, large);
  assert.deepEqual(await violations(person.page), []);
  await person.fits();
  const isThere = !name.startsWith('not-there');
  assert.deepEqual(person.faults.filter((text) => isThere || !text.includes('404')), []);
}
