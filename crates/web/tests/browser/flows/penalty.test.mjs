// A penalty case up to the decision gate, with what it refuses on the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, paper, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';

const FILED = '2021-08-02';
const CONCLUDED = '2021-08-23';
const NOTIFIED = '2021-08-25';
const HEARD = '2021-09-03';
const BODY = '市场监督管理局';
// 对校外培训一般情形的处罚: ids of ledger rows are made of their keys.
const ITEM = 'enf_item/ewm1q9sn5m24ctze4baw';

let site;
const people = {};
before(async () => {
  site = await Site.open('penalty', FILED);
  await site.aside(FILED, prepare);
  for (const login of ['zhifa', 'juzhang', 'chengban', 'chengban2', 'fazhi']) people[login] = await Person.at(site);
});
after(async () => (await quit(), site?.close()));

// The item of the ledger is tied to the power it rests on; the reviewer is appointed.
function prepare() {
  const at = ['--now', '2021-07-20T09:00'];
  const law = ['law=校外培训管理条例', 'article=第五条', 'level=行政法规', 'text_digest=责令改正，处以罚款', 'valid_from=2019-01-01'];
  const basis = JSON.stringify([{ law: site.act('legal_basis', 'enter', '--as', '赵司法', ...at, ...law), article: '第五条' }]);
  site.act(ITEM, 'revise', '--as', '赵司法', ...at, 'day=2021-07-20', 'power=02-140502-B20-0002', 'domain=市场监管', `basis=${basis}`);
  site.act('enf_reviewer', 'appoint', '--as', '吴局长', ...at, 'person=周法制', `body=${BODY}`, 'first_appointed_on=2016-03-01');
}

// Cards of the ledger, in force that summer.
const CARDS = ['1405992000209', '1405992000236'];

const FILE = {
  handlers: [CARDS[0]],
  item: ITEM,
  act_from: '2021-07-01',
  act_to: '2021-07-20',
  party_kind: '法人',
  party: '城区示例培训学校',
  party_no: '91140599MA0FADU01K',
};

test('a case goes to the decision gate, refused where the law refuses', async () => {
  const { zhifa, juzhang, chengban, fazhi } = people;
  await zhifa.signIn('zhifa');
  const clue = { body: BODY, source: '检查', found_on: '2021-07-30', clue_text: '检查发现擅自招生。' };
  const record = await zhifa.take('new/penalty_case', 'register_clue', clue);

  await juzhang.signIn('juzhang');
  await juzhang.refused(record, 'file', FILE, 'officer.count', '承办人员少于两人', '行政处罚法第四十二条');
  await juzhang.check({ handlers: CARDS });
  await juzhang.confirm();
  await juzhang.sees('立案：已办理');

  // The handler concludes; a handler may not review, a fine must lie in its tier or say why.
  await site.later(CONCLUDED);
  const proposal = { penalties: ['罚款'], fine: '120000', tier: '从重', tier_reason: '涉及学生人数多' };
  await chengban.signIn('chengban');
  await chengban.refused(record, 'conclude', { facts: '擅自招生，收取费用。' }, '处罚建议');
  await chengban.check({ proposals: [proposal] });
  await chengban.confirm();
  await chengban.goto(`/records/${record}`);
  await chengban.seesNot('审核通过');
  const { chengban2 } = people;
  await chengban2.signIn('chengban2');
  await chengban2.refused(record, 'review_pass', { opinion: paper('意见') }, 'review.role', '行政处罚法第五十八条');
  await fazhi.signIn('fazhi');
  await fazhi.take(record, 'review_pass', { opinion: paper('审核意见') });

  // Told of the proposal; before the time to be heard has passed nobody may decide.
  await site.later(NOTIFIED);
  await chengban.signIn('chengban');
  await chengban.take(record, 'notify', { notice_served_on: NOTIFIED });
  await juzhang.signIn('juzhang');
  await juzhang.refused(record, 'to_decision', {}, 'notice.wait', '陈述申辩期未满', '行政处罚法第四十四条');

  await site.later(HEARD);
  await juzhang.signIn('juzhang');
  await juzhang.take(record, 'to_decision');
  await juzhang.refused(record, 'discuss', { members: '5', present: ['吴局长', '周法制'] }, 'collective.quorum', '未过半数');
  await juzhang.check({ present: ['吴局长', '周法制', '郑填报'], 'doc.minutes': paper('讨论记录') });
  await juzhang.confirm();

  // The gate: what cannot be judged refuses too. The cards of the ledger do not say whose they are.
  await juzhang.refused(record, 'decide', { decision_kind: '处罚' }, 'decide.handler', '承办人员不得作出决定');
  assert.equal(await juzhang.page.inputValue('[name="f.decision_kind"]'), '处罚');
  await juzhang.goto(`/records/${record}`);
  await juzhang.sees('现在：决定', '冯国庆', '集体讨论', '陈执法');
  await juzhang.seesNot('送达回证');
});
