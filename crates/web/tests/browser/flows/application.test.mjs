// An application: a resident applies online, is told once what is missing, corrects; the matter is
// accepted, another department gives its opinion, it is decided, delivered and rated. The resident
// works with scripts switched off.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PHONE, Person, paper, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';

// 军休安置资质核准 of the ledger, with its two materials.
const ITEM = 'service_item/r647fskjm065zke9w6xw';
const [FORM, PROMISE] = ['service_material/fwc7g29wpa3p2wd48cbr', 'service_material/48dasee3q6zkvxz16d9s'];

let site;
before(async () => {
  site = await Site.open('application');
});
after(async () => (await quit(), site?.close()));

test('an application goes from the resident’s form to the rating', async () => {
  const resident = await Person.at(site, { view: PHONE, scripts: false });
  await resident.enter('13800000000', '郑宁');
  await resident.goto(`/guide/${ITEM.split('/')[1]}`);
  await resident.sees('军休安置资质核准');
  await resident.page.getByRole('link', { name: '网上申请' }).click();
  await resident.refusedHere({ applicant_no: '140599199003070013' }, '证件号码');
  await resident.check({ op: '新办', applicant_no: '140599199003070014', phone: '13800000000' });
  await resident.sees('请核对');
  await resident.confirm();
  const record = resident.page.url().match(/records\/(.+)\/receipt/)[1];
  await resident.sees('已提交', '编号', '办理结果另行通知');

  const clerk = await (await Person.at(site)).signIn('chuangkou', '窗口人员');
  await clerk.refused(record, 'accept', {}, 'APP-04', '必要材料未齐', '行政许可法第三十二条');
  const told = [FORM, PROMISE].map((line) => ({ line, why: '未提交' }));
  await clerk.refused(record, 'ask_correction', { told, correct_by: '2021-02-20' }, 'APP-03b', '补正期限少于 15 日');
  await clerk.check({ correct_by: '2021-03-08' });
  await clerk.confirm();

  await resident.goto('/my');
  await resident.sees('军休安置资质核准');
  const given = [FORM, PROMISE].map((material, at) => ({ material, how: '文件', file: paper(`材料${at + 1}`) }));
  await resident.begin(record, 'resubmit');
  await resident.fill({ materials: given });
  // What the form does not ask them, they cannot say by hand.
  await resident.page.locator('form.act').evaluate((form) => {
    form.insertAdjacentHTML('beforeend', [1, 2].map((n) => `<input name="f.materials.${n}.state" value="齐">`).join(''));
  });
  await resident.press('下一步：核对');
  await resident.confirm();
  // Handed in is not found to be whole: the clerk looks at each, several at once.
  await clerk.refused(record, 'accept', {}, 'APP-04');
  await clerk.begin(record, 'check_materials');
  for (const row of [1, 2]) await clerk.page.check(`input[name="row"][value="${row}"]`);
  await clerk.check({ state: '齐' });
  await clerk.sees('办理 2 行', '申请书', '承诺书');
  await clerk.confirm();
  await clerk.take(record, 'accept');
  await clerk.sees('现在的环节：审查');

  const examiner = await (await Person.at(site)).signIn('shenpi');
  const asked = { application: record, reviewer: '市场监督管理局', main_org: '行政审批服务管理局' };
  const opinion = await examiner.take('new/dept_opinion', 'open', asked);
  const head = await (await Person.at(site)).signIn('shenpiju');
  await head.refused(record, 'decide_grant', {}, 'APP-09', '并联审查意见未齐');
  const other = await (await Person.at(site)).signIn('chengban');
  await other.take(opinion, 'give', { opinion: '同意', reason: '符合条件。', on_site: '否' });
  await head.take(record, 'decide_grant');
  await head.sees('现在的环节：已决定');
  await clerk.refused(record, 'deliver', { delivery_mode: '窗口' }, '送达回证');
  await clerk.check({ 'doc.proof_of_delivery': paper('回证') });
  await clerk.confirm();

  await resident.goto('/my');
  await resident.page.locator('a[href*="/rating/"], a[href*="rate"]').first().click();
  if (!resident.page.url().includes('/do/')) await resident.page.locator('a[href$="/do/rate"]').click();
  await resident.refusedHere({ score: '6' }, '评分应为 1 至 5');
  await resident.check({ score: '5' });
  await resident.confirm();
  await resident.sees('评价：已提交');
  await resident.goto(`/records/${record}`);
  await resident.sees('办结', '一次性告知', '准予');
  assert.ok(!(await resident.text()).includes('submit_'));
});
