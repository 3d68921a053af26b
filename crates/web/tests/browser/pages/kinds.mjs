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
  ['record-of-ledger', 'chengban', async (person) => {
    await person.goto('/work?type=penalty_case');
    await person.page.locator('table.list tbody a').first().click();
  }],
  ['limit', 'chengban', of('/limits/accept')],
  ['notices', 'chengban', at('/notices')],
];

// A record of today that pages of records show.
export async function prepared(person) {
  const record = await person.take('new/complaint', 'register', COMPLAINT);
  await person.take(record, 'ask_identity', { id_by: '2021-02-22' });
  return record;
}
