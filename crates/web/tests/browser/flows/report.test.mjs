// The yearly report from the list of its figures to its publication, by everybody who has a part in
// it: the clerk, those who fill in and those who head three departments, the compiler, two reviewers,
// two leaders. Figures are confirmed many at once, each decided by itself.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, paper, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';

const TODAY = '2021-02-18';
// Who fills in and who heads, by department.
const DEPARTMENTS = {
  司法局: ['tiaojie', 'sifaju'],
  市场监督管理局: ['tianbao', 'juzhang'],
  行政审批服务管理局: ['shenpi', 'shenpiju'],
};
const FILER = '部门填报员';
const BECAUSE = '两年的台账都已逐条核对，增减和持平均属实，原因见本单位工作总结。';

let site;
const people = {};
const who = async (login, seat) => (people[login] ??= await (await Person.at(site)).signIn(login, seat));
before(async () => {
  site = await Site.open('report');
  await site.aside(undefined, prepare);
});
after(async () => (await quit(), site?.close()));

// Two departments have nobody yet who fills in, the bureau nobody who reviews for secrecy; the
// supervisor says what became of the tasks of last year.
function prepare() {
  const more = [['tiaojie', 'department_filer', '司法局'], ['shenpi', 'department_filer', '行政审批服务管理局'], ['fuyi2', 'secrecy_reviewer', '司法局']];
  for (const [login, role, unit] of more) {
    site.fadu('appoint', login, '--role', role, '--unit', unit, '--from', TODAY);
  }
  writeFileSync(join(site.data, 'paper'), '正文');
  const told = site.fadu('figures', '--year', '2020', '--indicator', 'annual_report.tasks_closed_ratio', '--records');
  const tasks = new Set(told.match(/rectification_task\/[0-9a-z]+/g));
  assert.ok(tasks.size > 0);
  const given = ['state_year=2020', 'year_state=continued', '--doc', 'state_proof=paper'];
  for (const task of tasks) site.act(task, '补记年末状态', '--as', '孔督查', '--now', `${TODAY}T08:00`, ...given);
}

const CONFIRM = '/report/2020/confirm';
const part = (person, unit, parts = false) => {
  const named = person.page.locator('h2', { hasText: unit });
  const ofParts = { hasText: '由其确认的部分' };
  return person.page.locator('section', { has: parts ? named.filter(ofParts) : named.filter({ hasNotText: '由其确认的部分' }) });
};

// An action on what is ticked in the part of a department.
async function many(person, unit, name, fields, parts = false) {
  await person.goto(CONFIRM);
  await part(person, unit, parts).getByRole('button', { name, exact: true }).click();
  await person.check(fields);
  await person.sees('请核对');
  await person.confirm();
  await person.sees(`${name}：已办理`);
}

// What other organizations' records add to a figure they confirm themselves: one does it through the
// pages, the parts of all others go to the bureau, which does it by command line.
async function partsConfirmed(record) {
  const market = '市场监督管理局';
  await many(await who('tianbao'), market, '提出确认本单位部分', {}, true);
  await many(await who('juzhang'), market, '确认本单位部分', {}, true);
  // Beside the running server.
  const [head, ...rows] = site.fadu('show', record, '--rows', 'parts').trim().split('\n').map((line) => line.split(','));
  const open = rows.filter((row) => row[head.indexOf('confirmed_by')] === '').map((row) => row[head.indexOf('no')]);
  assert.ok(open.length > 100);
  const bureau = site.fadu('figures', '--year', '2020', '--by', 'org', '--csv').match(/(organization\/[0-9a-z]+),[^,\n]*城区司法局/)[1];
  const on = (name, by, hour, ...given) =>
    site.act(record, name, '--row', open.join(','), '--as', by, '--now', `${TODAY}T${hour}:00`, ...given);
  on('指定分部确认单位', '赵司法', '10', `owner=${bureau}`);
  on('提出确认本单位部分', '韩调解', '11', '--role', 'department_filer');
  on('确认本单位部分', '卫局长', '12');
}

// All figures of a department are confirmed; what is odd is explained.
async function confirmed(unit, [filing, heading]) {
  const filer = await who(filing, filing === 'tianbao' ? undefined : FILER);
  const head = await who(heading);
  await many(filer, unit, '提出确认', {});
  await many(head, unit, '确认', {});
  await head.goto(CONFIRM);
  assert.match(await part(head, unit).innerText(), /已全部确认/);
  for (const box of await part(head, unit).getByRole('checkbox').all()) await box.check();
  await part(head, unit).getByRole('button', { name: '说明增减', exact: true }).click();
  await head.check({ explanation: BECAUSE });
  // Those that need no explanation are left out; where none needs one, nothing is left to do.
  const odd = await head.page.locator('button[value="confirm"]').count();
  await head.sees(odd ? '有几行现在不能办' : '没有办成', '增减不超过百分之三十');
  if (odd) await head.confirm();
}

// The figures of other organizations are given to the three that take part.
async function owned(clerk, record) {
  await clerk.goto(CONFIRM);
  const others = [];
  for (const section of await clerk.page.locator('section:has(h2):has(input[name="row"])').all()) {
    const name = await section.locator('h2').innerText();
    if (Object.keys(DEPARTMENTS).some((unit) => name.includes(unit))) continue;
    others.push(...(await section.locator('input[name="row"]').evaluateAll((all) => all.map((one) => one.value))));
  }
  assert.ok(others.length > 3);
  await clerk.goto(`/records/${record}/do/set_owner?rows=${others.join(',')}`);
  assert.equal(await clerk.page.locator('input[name="row"]:checked').count(), others.length);
  await clerk.check({ owner: '司法局' });
  await clerk.sees(`办理 ${others.length} 行`);
  await clerk.confirm();
}

const TEXTS = {
  measures: ['一、主要举措和成效', '通过一体化平台办理业务{applications.platform_handled}。'],
  shortcomings: ['二、存在的问题', '执法力量分布不均。'],
  leaders: ['三、主要负责人履职', '党政主要负责人听取法治工作汇报。'],
  next: ['四、下一步打算', '加快推进一网通办。'],
};
const sections = (more = '') =>
  Object.entries(TEXTS).map(([item, [heading, text]]) => ({ heading, item, text: item === 'measures' ? text + more : text }));

test('the report goes from the list of its figures to its publication', async () => {
  const clerk = await who('sifa');
  await clerk.goto(CONFIRM);
  await clerk.page.locator('.where a').first().click();
  const record = clerk.page.url().match(/records\/(.+)$/)[1];
  await clerk.take(record, 'take_up', { template: 't1' });
  await owned(clerk, record);
  await clerk.take(record, 'request', { request_due: '2021-02-24' });
  await clerk.take(record, 'freeze');
  await clerk.goto(CONFIRM);
  await clerk.sees('冻结，流水第', '项未确认');

  // One department's head may not confirm before its filer, nor anybody another's figures.
  const head = await who('juzhang');
  await head.goto(CONFIRM);
  await part(head, '市场监督管理局').getByRole('button', { name: '确认', exact: true }).click();
  await head.refusedHere({}, 'report.unproposed', '请先由填报员提出确认', '投诉');
  await partsConfirmed(record);
  for (const [unit, both] of Object.entries(DEPARTMENTS)) await confirmed(unit, both);
  await head.goto('/figures/complaints.accepted?year=2020&frozen=1');
  await head.sees('报告所载（已冻结）', '3782', '这是报告冻结时的记录');

  const compiler = await who('baogao');
  await compiler.take(record, 'draft');
  await compiler.take(record, 'write', { sections: sections('全年办理3000件，全部办结。') });
  await compiler.refused(record, 'submit_review', {}, 'report.free_number', 'report.claim_word');
  await compiler.take(record, 'write', { sections: sections() });
  await compiler.take(record, 'submit_review');
  await compiler.goto(`/records/${record}`);
  const hash = (await compiler.text()).match(/送审文稿摘要\n(\S+)/)[1];

  await (await who('shenhe')).take(record, 'pass_legality', { opinion: '合法' });
  const opened = (count) => Array.from({ length: count }, (_, at) => ({ section: String(at + 1), decision: 'open' }));
  const secrecy = await who('fuyi2', '保密审查员');
  await secrecy.refused(record, 'pass_secrecy', { secrecy: opened(1) }, 'report.secrecy_cover');
  await secrecy.check({ secrecy: opened(4) });
  await secrecy.confirm();

  const [secretary, mayor] = [await who('quwei'), await who('quzhang')];
  const minutes = { 'doc.minutes': paper('会议纪要') };
  await secretary.refused(record, 'approve', { post: 'secretary', seen_hash: 'x', ...minutes }, 'report.hash');
  await secretary.check({ seen_hash: hash });
  await secretary.confirm();
  await secretary.refused(record, 'approve', { post: 'district_head', seen_hash: hash, ...minutes }, 'report.sign_twice');
  await mayor.take(record, 'approve', { post: 'district_head', seen_hash: hash, doc_no: '某发〔2021〕3号', ...minutes });

  const recipients = [['party', '报送'], ['npc', '报送'], ['upper_party', '报送'], ['upper_government', '报送'], ['upper_office', '抄送']];
  const submissions = recipients.map(([recipient, kind]) => ({ recipient, kind, sent_on: TODAY }));
  await clerk.take(record, 'submit_to', { submissions, sealed_hash: hash });
  await clerk.sees('已报送');
  const papers = Object.fromEntries(['html', 'pdf', 'ofd', 'figure_list'].map((name) => [`doc.${name}`, paper(name)]));
  await clerk.take(record, 'publish', { url: 'www.example.gov.cn/1', ...papers });
  await clerk.goto(`/records/${record}`);
  await clerk.sees('现在：已公开', '曹书记', '严区长', '沈复议', '何审核', '孙报告');

  const citizen = await Person.at(site);
  await citizen.goto('/published');
  await citizen.page.getByRole('link', { name: /年度报告公开/ }).first().click();
  await citizen.page.locator('table.list tbody a').first().click();
  await citizen.sees('某发〔2021〕3号', '通过一体化平台办理业务2880件');
});
