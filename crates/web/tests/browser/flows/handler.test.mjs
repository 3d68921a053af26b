// A case handler's day: sign in, take a complaint from the work list, be refused, correct, check,
// receipt, history.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';

let site;
before(async () => (site = await Site.open('handler')));
after(async () => (await quit(), site?.close()));

const COMPLAINT = {
  received_on: '2021-02-18',
  complainant_name: '周宁',
  phone: '13800000000',
  respondent: '城区示例副食店',
  facts: '购买的糕点已过保质期。',
};

test('a matter from the work list is taken a step, with a refusal on the way', async () => {
  const clerk = await (await Person.at(site)).signIn('chengban');
  await clerk.sees('待办');
  const record = await clerk.take('new/complaint', 'register', COMPLAINT);
  await clerk.sees('登记：已办理', '现在的环节：待受理');
  assert.match(record, /^complaint\//);

  // What has a limit stands before what has none.
  await clerk.goto('/work');
  const listed = await clerk.page.locator('table.list tbody tr').allInnerTexts();
  const place = (words) => listed.findIndex((text) => text.includes(words));
  assert.ok(place('城区示例副食店') >= 0 && place('城区示例副食店') < place('无期限'), listed.join('\n'));
  const row = clerk.page.locator('table.list tbody tr', { hasText: '城区示例副食店' });
  await row.getByRole('link', { name: '限期提供身份证明' }).click();
  await clerk.sees('限期提供身份证明');

  // Refused: said on top with article and remedy, at the field, and what was typed is kept.
  await clerk.check({ id_by: '2021-02-18' });
  await clerk.sees('没有办成，有 1 处要处理', '期限应在今日之后', '总局令第20号', 'identity.date', '存为草稿');
  assert.equal(await clerk.page.inputValue('[name="f.id_by"]'), '2021-02-18');
  assert.equal(await clerk.page.getAttribute('[name="f.id_by"]', 'aria-invalid'), 'true');
  assert.match(await clerk.page.locator('.fault').innerText(), /期限应在今日之后/);

  await clerk.check({ id_by: '2021-02-22' });
  await clerk.sees('请核对：限期提供身份证明', '尚未办理', '2021-02-22');
  await clerk.press('返回修改');
  assert.equal(await clerk.page.inputValue('[name="f.id_by"]'), '2021-02-22');
  await clerk.press('下一步：核对');
  await clerk.confirm();
  await clerk.sees('限期提供身份证明：已办理', '王承办');

  await clerk.goto(`/records/${record}`);
  const history = await clerk.page.locator('ol.history').innerText();
  assert.match(history, /限期提供身份证明[\s\S]*王承办（[^）]*市场监督管理局[\s\S]*登记/);
  await clerk.sees('办理时限', '逐日表');
  await clerk.page.getByRole('link', { name: /逐日表/ }).first().click();
  await clerk.sees('起算', '星期', '第几日');
});

test('the limits of an action are told while its form is filled in, and again before it is confirmed', async () => {
  const clerk = await (await Person.at(site)).signIn('chengban');
  await clerk.goto('/new/complaint/register');
  for (const [field, text] of Object.entries(COMPLAINT)) await clerk.page.fill(`[name="f.${field}"]`, text);
  const told = clerk.page.locator('[data-ahead][aria-live=polite] section');
  await told.getByRole('heading', { name: '办理后的期限' }).waitFor();
  const limits = await told.locator('li').allInnerTexts();
  assert.match(limits.join(), /：2021-\d\d-\d\d，\d+ 个工作日/);
  // What is missing is asked for; nothing is said of limits that would not begin.
  await clerk.page.fill('[name="f.facts"]', '');
  await told.getByText('必填的内容填完后').waitFor();
  await clerk.page.fill('[name="f.facts"]', COMPLAINT.facts);
  await told.getByRole('heading', { name: '办理后的期限' }).waitFor();
  await clerk.press('下一步：核对');
  await clerk.sees('请核对：登记', '办理后的期限');
  assert.deepEqual(await clerk.page.locator('section.ahead li').allInnerTexts(), limits);
});

test('a person with several appointments chooses one, and it is written on every page', async () => {
  const clerk = await Person.at(site);
  await clerk.signIn('chuangkou');
  await clerk.sees('以哪一项任职办理', '窗口人员', '调解员');
  await clerk.page.click('button.card:has-text("窗口人员")');
  await clerk.sees('待办');
  for (const path of ['/work', '/new', '/notices']) {
    await clerk.goto(path);
    assert.match(await clerk.page.locator('header').innerText(), /窗口人员/, path);
  }
});

test('a wrong password and a used code open nothing', async () => {
  const stranger = await Person.at(site);
  await stranger.goto('/sign-in');
  await stranger.page.fill('#login', 'fazhi');
  await stranger.page.fill('#password', 'wrong-Wrong-1');
  await stranger.press('登录');
  await stranger.sees('登录名、口令或动态码不对');
  assert.equal(await stranger.page.inputValue('#login'), 'fazhi');
  await stranger.goto('/work');
  await stranger.sees('登录名');
});

test('two people act at once: the second is told what the first did', async () => {
  const [one, two] = [await Person.at(site), await Person.at(site)];
  await one.signIn('chengban2');
  const record = await one.take('new/complaint', 'register', { ...COMPLAINT, respondent: '城区同时商店' });
  await two.signIn('chengban');
  await two.begin(record, 'supplement');
  await one.take(record, 'ask_identity', { id_by: '2021-02-22' });
  await two.check({ order_no: 'D2021' });
  await two.sees('限期提供身份证明');
  assert.equal(await two.page.inputValue('[name="f.order_no"]'), 'D2021');
});

test('who comes after somebody else did it is told so, and what happened', async () => {
  const [one, two] = [await Person.at(site), await Person.at(site)];
  await one.signIn('chengban2');
  const record = await one.take('new/complaint', 'register', { ...COMPLAINT, respondent: '城区先后商店' });
  await two.signIn('chengban');
  await two.begin(record, 'ask_identity');
  await one.take(record, 'ask_identity', { id_by: '2021-02-22' });
  await two.page.click('.go button');
  await two.sees('这次提交没有再办一次');
  await two.sees('最近一步是“限期提供身份证明”');
});

test('a form sent three times makes one record', async () => {
  const clerk = await (await Person.at(site)).signIn('chengban');
  await clerk.goto('/new/complaint/register');
  await clerk.check({ ...COMPLAINT, respondent: '城区只登一次店' });
  const confirm = await clerk.page.locator('form:has(button[value="confirm"])').evaluate((form) => {
    const sent = new FormData(form);
    sent.append('step', 'confirm');
    return Promise.all([0, 1].map(() => fetch(location.href, { method: 'POST', body: sent }).then((answer) => answer.url)));
  });
  assert.equal(confirm[0], confirm[1]);
  await clerk.confirm();
  assert.equal(clerk.page.url(), confirm[0]);
  await clerk.goto('/work');
  const rows = await clerk.page.locator('tbody tr', { hasText: '城区只登一次店' }).count();
  assert.equal(rows, 1);
});
