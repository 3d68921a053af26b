// What nobody should type, and what happens to those who type while something else happens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';

let site;
let clerk;
before(async () => {
  site = await Site.open('bad');
  clerk = await (await Person.at(site)).signIn('chengban');
});
after(async () => (await quit(), site?.close()));

const GOOD = { received_on: '2021-02-18', complainant_name: '周宁', phone: '13800000000', respondent: '城区示例店', facts: '过期。' };
const HOSTILE = {
  script: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  quotes: `'"><svg onload=alert(1)>\` \${7*7} {{7*7}} {% x %}`,
  sql: `'; DROP TABLE record; --`,
  formula: '=HYPERLINK("http://x","y")',
  control: 'a\u0000b\u0007c\u001bd',
  direction: '\u202Egnp.exe\u2066\u2069',
  path: '../../../../etc/passwd%00',
  wide: '𠀀👩‍👩‍👧‍👦ﷺ'.repeat(50),
};

// Sends a form as the page would, with the token of the session.
async function sent(fields, more = {}) {
  await clerk.goto('/new/complaint/register');
  const csrf = await clerk.page.inputValue('form.act [name=csrf]');
  const draft = await clerk.page.inputValue('form.act [name=draft]');
  const named = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`f.${name}`, value]));
  const answer = await clerk.context.request.post(`${site.base}/new/complaint/register`, {
    multipart: { csrf, draft, step: 'check', ...named, ...more },
    maxRedirects: 0,
    timeout: 60_000,
  });
  return { status: answer.status(), text: await answer.text() };
}

test('empty and wrong input is told at its fields', async () => {
  const empty = await sent({});
  assert.equal(empty.status, 200);
  for (const name of ['接收日期', '投诉人姓名', '联系电话', '被投诉人', '事实']) assert.ok(empty.text.includes(name));
  assert.match(empty.text, /没有办成，有 5 处要处理/);
  const wrong = await sent({ ...GOOD, received_on: '2021-02-30', phone: '手机', amount: '-1e9' });
  assert.match(wrong.text, /没有办成，有 [3-9] 处要处理/);
  assert.match((await sent({ ...GOOD, trader: '没有这家' })).text, /没有名为“没有这家”/);
});

test('hostile input stays text wherever it is shown', async () => {
  clerk.page.on('dialog', () => assert.fail('a script ran'));
  for (const [kind, text] of Object.entries(HOSTILE)) {
    const answer = await sent({ ...GOOD, respondent: text, facts: text, complainant_name: text });
    assert.ok([200, 400, 422].includes(answer.status), `${kind}: ${answer.status}`);
    assert.ok(!/<(script>alert|img src=x|svg onload)/.test(answer.text), kind);
    assert.ok(!/>\s*49\s*</.test(answer.text), `${kind}: was computed`);
  }
  const record = await clerk.take('new/complaint', 'register', { ...GOOD, respondent: HOSTILE.script, facts: HOSTILE.formula + HOSTILE.sql });
  for (const path of [`/records/${record}`, '/work']) {
    await clerk.goto(path);
    await clerk.sees(HOSTILE.script);
  }
});

test('a million characters are answered, as are a thousand controls too many', async () => {
  const huge = await sent({ ...GOOD, facts: '长'.repeat(1_000_000) });
  assert.ok([200, 400].includes(huge.status), String(huge.status));
  assert.ok(huge.text.length < 5_000_000);
  const ascii = await sent({ ...GOOD, facts: 'x'.repeat(1_000_000), order_no: 'y'.repeat(1_000_000) });
  assert.ok([200, 400].includes(ascii.status));
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`evidence.${n}.x`, '1']));
  assert.equal((await sent({ ...GOOD, ...many })).status, 400);
  assert.equal((await sent({ 'evidence.99999999999999999999.x': '1', 'a.b.c.d': '2', '': '3' })).status, 200);
});

test('wrong kinds and sizes of content are told', async () => {
  const post = (options) => clerk.context.request.post(`${site.base}/new/complaint/register`, { maxRedirects: 0, timeout: 60_000, ...options });
  for (const type of ['application/json', 'text/xml', 'multipart/form-data', 'application/x-www-form-urlencoded', '']) {
    const answer = await post({ headers: { 'content-type': type }, data: Buffer.from('{"a":[') });
    assert.ok(answer.status() >= 400 && answer.status() < 500, `${type}: ${answer.status()}`);
  }
  const large = { name: '大.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(21 << 20)]) };
  const program = { name: '证据.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\u0090 not a document') };
  assert.match((await sent(GOOD, { 'f.mandate': large })).text, /超过 20 MB/);
  const told = await sent(GOOD, { 'f.mandate': program });
  assert.match(told.text, /不是 PDF、图片或办公文档/);
  assert.match(told.text, /城区示例店/, 'the other answers are kept');
});

test('a session that ended in the middle of a form loses nothing', async () => {
  const person = await (await Person.at(site)).signIn('chengban2');
  await person.goto('/new/complaint/register');
  await person.fill(GOOD);
  await person.context.clearCookies({ name: 'fadu' });
  await person.press('下一步：核对');
  await person.sees('登录名');
  const back = new URL(person.page.url()).searchParams.get('back');
  assert.match(back, /^\/new\/complaint\/register/);
  await person.signInHere('chengban2');
  await person.page.waitForURL('**/new/complaint/register**');
  assert.equal(await person.page.inputValue('[name="f.respondent"]'), GOOD.respondent);
  assert.equal(await person.page.inputValue('[name="f.facts"]'), GOOD.facts);
  await person.goto('/new/complaint/register');
  assert.equal(await person.page.inputValue('[name="f.respondent"]'), '', 'a form begun anew is another matter');
});
