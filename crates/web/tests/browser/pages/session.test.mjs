// The end of a session while somebody is filling in a form: it is said in time, kept by one word, and
// without an answer nothing typed is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';

let site;
before(async () => (site = await Site.open('session')));
after(async () => (await quit(), site?.close()));

// A form of which something is filled in, on a clock that the test moves; the region that speaks.
async function form(login) {
  const person = await Person.at(site);
  await person.signIn(login);
  await person.page.clock.install();
  await person.goto('/new/complaint/register');
  await person.fill({ complainant_name: '周宁' });
  const left = Number(await person.page.locator('[data-left]').getAttribute('data-left'));
  assert.ok(left > 1700 && left <= 1800, `${left} seconds are left`);
  return { person, left, region: person.page.locator('[data-left] + [role="status"]') };
}

const pass = ({ person }, seconds) => person.page.clock.fastForward(seconds * 1000);
const typed = ({ person }) => person.page.inputValue('[name="f.complainant_name"]');

test('two minutes before the end it is announced, and one word keeps the session', async () => {
  const open = await form('chengban');
  const { person, left, region } = open;
  // A region is read out if it was there before its text.
  assert.equal(await region.innerText(), '');
  await pass(open, left - 125);
  assert.equal(await region.innerText(), '', 'not too early');
  await pass(open, 10);
  assert.match(await region.innerText(), /登录还有两分钟结束/);
  const stay = person.page.waitForResponse((answer) => answer.url().endsWith('/stay'));
  await region.getByRole('button', { name: '继续填写' }).press('Enter');
  const answer = await stay;
  assert.equal(answer.status(), 200);
  assert.ok(Number(await answer.text()) > 1700);
  await person.page.waitForFunction(() => document.querySelector('[data-left] + [role="status"]').textContent.includes('已延长'));
  assert.equal(await typed(open), '周宁');
  // The old end is no end any more; before the new one it is said again.
  await pass(open, 300);
  assert.match(await region.innerText(), /已延长/);
  await pass(open, 1400);
  assert.match(await region.innerText(), /登录还有两分钟结束/);
  await person.leave();
});

test('without an answer it is said that the time is over, and what was typed is still there to be sent', async () => {
  const open = await form('chengban2');
  const { person, left, region } = open;
  await pass(open, left - 115);
  assert.match(await region.innerText(), /登录还有两分钟结束/);
  await pass(open, 120);
  assert.match(await region.innerText(), /登录时间已到.*照常提交/);
  assert.equal(await region.getByRole('button').count(), 0, 'what is over cannot be kept');
  assert.equal(await typed(open), '周宁');
  await person.press('下一步：核对');
  await person.page.locator('section.errors').waitFor();
  assert.equal(await typed(open), '周宁');
  await person.leave();
});

test('a plain form of the session before is seen again and sent in that of now', async () => {
  const person = await Person.at(site);
  await person.signIn('zhifa');
  await person.goto('/lists/complaint');
  await person.fill({ name: '本月的' });
  // In another window somebody signs out and in again.
  const other = await person.context.newPage();
  const [page] = [person.page, (person.page = other)];
  await person.goto('/work');
  await other.getByRole('button', { name: '退出' }).click();
  await person.signIn('zhifa');
  person.page = page;
  await person.press('保存现在的筛选和栏目');
  await page.waitForURL('**/kept/*');
  await person.sees('接着提交：保存视图', '还没有提交');
  await person.fits();
  await person.press('提交');
  await page.waitForURL('**/lists/complaint*');
  await person.sees('本月的');
  await person.leave();
});

test('what was typed is for its form and its person alone', async () => {
  const person = await Person.at(site);
  const kept = () => person.page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length);
  const name = () => person.page.inputValue('[name="f.complainant_name"]');
  await person.signIn('chengban');
  await person.goto('/new/complaint/register');
  await person.fill({ complainant_name: '周宁' });
  assert.equal(await kept(), 1);
  await person.page.reload();
  assert.equal(await name(), '周宁', 'the same form asked for anew has it');
  await person.goto('/new');
  await person.page.goBack();
  assert.equal(await name(), '周宁', 'and so it has by the way back');
  await person.goto('/new/complaint/register');
  assert.equal(await name(), '', 'the next citizen inherits nothing');
  await person.fill({ complainant_name: '吴某' });
  await person.page.getByRole('button', { name: '退出' }).click();
  assert.equal(await kept(), 0, 'signing out leaves nothing');
  // Where no page was drawn in between, the next person's first page takes it away.
  await person.signIn('chengban2');
  await person.page.evaluate(() => sessionStorage.setItem('draft:0123456789abcdef:/new/complaint/register:x', '{}'));
  await person.goto('/new/complaint/register');
  assert.equal(await kept(), 0);
  assert.equal(await name(), '');
  await person.leave();
});
