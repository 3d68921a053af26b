// One page of each kind, as somebody comes to it: its name, who looks, the way there.
const COMPLAINT = {
  received_on: '2021-02-18',
  complainant_name: '周宁',
  phone: '13800000000',
  respondent: '城区示例副食店',
  facts: '购买的糕点已过保质期。',
};

const at = (path) => (person) => person.goto(path);
const of = (more) => async (person, record) => person.goto(`/records/${record()}${more}`);

// Who is no official.
export const RESIDENT = 'resident';
// 军休安置资质核准 of the guide.
export const ITEM = 'r647fskjm065zke9w6xw';

export const KINDS = [
  ['sign-in', null, at('/sign-in')],
  ['not-there', null, at('/nowhere')],
  ['seats', 'chuangkou', at('/seat')],
  ['work', 'chengban', at('/work')],
  ['work-empty', 'baomi', at('/work?type=nothing')],
  ['new', 'chengban', at('/new')],
  ['form', 'chengban', at('/new/complaint/register')],
  ['form-rows', 'chuangkou', at('/new/application/submit')],
  ['form-refused', 'chengban', async (person) => {
    await person.goto('/new/complaint/register');
    await person.check({ ...COMPLAINT, phone: '12', received_on: '2021-02-19' });
  }],
  ['check', 'chengban', async (person) => {
    await person.goto('/new/complaint/register');
    await person.check(COMPLAINT);
  }],
  ['receipt', 'chengban', of('/receipt')],
  ['record', 'chengban', of('')],
  ['record-history', 'chengban', of('/history')],
  ['record-over', 'chengban', of('?over=agree')],
  ['record-of-ledger', 'chengban', async (person) => {
    await person.goto('/work?type=penalty_case');
    await person.page.locator('table.list tbody a').first().click();
  }],
  ['limit', 'chengban', of('/limits/accept')],
  ['notices', 'chengban', at('/notices')],
  ['lists', 'chengban', at('/lists')],
  ['list-filtered', 'chengban', at('/lists/application?q=%E7%9C%8B')],
  ['search', 'chengban', at('/search?q=%E9%A3%9F%E5%93%81')],
  ['search-empty', 'chengban', at('/search?q=%F0%A0%80%80')],
  ['import', 'chengban', at('/import')],
  ['form-rows-chosen', 'sifa', async (person) => {
    await person.goto('/report/2020/confirm');
    for (const box of (await person.page.locator('input[name="row"]').all()).slice(0, 3)) await box.check();
    await person.page.locator('section form button').first().click();
  }],
  ['figures', 'sifa', at('/figures?year=2020')],
  ['figure', 'sifa', at('/figures/applications.platform_handled?year=2020')],
  ['report', 'sifa', at('/report/2020')],
  ['report-confirm', 'sifa', at('/report/2020/confirm')],
  ['report-late', 'sifa', at('/report/2020/late')],
  ['leader', 'quzhang', at('/leader')],
  ['leader-due', 'quzhang', at('/leader/due?what=all')],
  ['leader-choice', 'quzhang', at('/leader/choice')],
  ['definitions', 'chengban', at('/definitions')],
  ['definition', 'chengban', at('/definitions/penalty_case')],
  ['admin', 'xitong', at('/admin')],
  ['admin-accounts', 'xitong', at('/admin/accounts')],
  ['admin-account', 'xitong', at('/admin/accounts/chengban')],
  ['admin-params', 'xitong', at('/admin/params')],
  ['admin-calendar', 'xitong', at('/admin/calendar')],
  ['admin-security', 'anquan', at('/admin')],
  ['admin-tries', 'shenji', at('/admin/tries')],
  ['admin-audit', 'shenji', at('/admin/audit')],
  ['home', null, at('/')],
  ['find', null, at('/find?q=%E9%A3%9F%E5%93%81')],
  ['guide', null, at('/guide')],
  ['guide-item', null, at(`/guide/${ITEM}`)],
  ['published', null, at('/published')],
  ['published-item', null, async (person) => {
    await person.goto('/published');
    await person.page.locator('table.list tbody a').first().click();
  }],
  ['data', null, at('/data')],
  ['track', null, at('/track')],
  ['enter', null, at('/enter')],
  ['apply', RESIDENT, async (person) => {
    await person.goto(`/guide/${ITEM}`);
    await person.page.getByRole('link', { name: '网上申请' }).click();
  }],
  ['my', RESIDENT, at('/my')],
  ['my-data', RESIDENT, at('/my/data')],
];

// The report of the year before is taken up: the figures to give out are listed.
export async function takenUp(person) {
  await person.goto('/report/2020/confirm');
  await person.page.locator('.where a').first().click();
  await person.take(person.page.url().match(/records\/(.+)$/)[1], 'take_up', { template: 't1' });
}

// A record of today that pages of records show.
export async function prepared(person) {
  const record = await person.take('new/complaint', 'register', COMPLAINT);
  await person.take(record, 'ask_identity', { id_by: '2021-02-22' });
  return record;
}
