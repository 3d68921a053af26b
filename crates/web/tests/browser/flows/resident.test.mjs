// A resident on a phone with scripts switched off: finds what it takes to apply, complains, asks where
// the matter stands by its number alone, sees what is held about them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PHONE, Person, photo, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';

let site;
const resident = () => Person.at(site, { view: PHONE, scripts: false });
before(async () => (site = await Site.open('resident')));
after(async () => (await quit(), site?.close()));

test('the guide is found by a word, and says what it takes', async () => {
  const person = await resident();
  await person.goto('/');
  await person.page.fill('#q', '军休安置资质核准（8号');
  await person.press('搜索');
  await person.page.getByRole('link', { name: /军休安置资质核准（8号事项）/ }).first().click();
  await person.sees('申请书', '承诺书', '工作日', '网上申请');
  await person.fits();
});

test('a complaint goes from the form to its handler, and its number says where it stands', async () => {
  const person = await resident();
  await person.enter('13800000021', '郑宁');
  await person.goto('/');
  await person.page.getByRole('link', { name: /网上投诉、举报、咨询/ }).click();
  await person.refusedHere({ content: '' }, '内容');
  const said = { content: '二月十七日购买的糕点已过保质期，要求退款。', sender: '郑宁', sender_phone: '13800000021', respondent: '城区示例副食店' };
  await person.check({ ...said, sender_account: '郑宁', files: [photo('糕点')] });
  await person.sees('请核对', '糕点.png（');
  await person.confirm();
  const record = person.page.url().match(/records\/(.+)\/receipt/)[1];
  const no = await person.page.locator('.bigno strong').innerText();
  assert.match(no, /^140502-/);
  await person.fits();

  const clerk = await (await Person.at(site)).signIn('chengban');
  await clerk.take(record, 'split', { parts: [{ kind: '投诉', facts: '糕点过期。' }] });

  // Somebody else's telephone opens nothing; the own one opens this matter without signing in.
  const other = await resident();
  await other.goto('/track');
  for (const [tail, told] of [['9999', '不'], ['0021', '办到哪一步']]) {
    await other.fill({ no, tail });
    await other.press('查询');
    await other.sees(told);
  }
  await other.sees('已分流');
  await other.fits();

  await person.goto('/my');
  await person.sees('消费投诉', '城区示例副食店');
  await person.page.getByRole('link', { name: /消费投诉/ }).first().click();
  await person.sees('办到哪一步', '待受理');
});

test('what is held about somebody is shown to them alone', async () => {
  const person = await resident();
  await person.enter('13800000022', '周宁');
  await person.goto('/my');
  await person.page.getByRole('link', { name: /哪些数据/ }).click();
  await person.sees('周宁', '13800000022');
  await person.seesNot('13800000021');
  await person.fits();
});
