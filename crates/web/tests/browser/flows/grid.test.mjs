// An event of the grid: reported on foot with photos on a phone, dispatched, handled, verified by
// who reported it, closed. A problem that a resident reports: with a photo, from where they stand or
// with the place typed, and where it then lies on the map.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from '../support/axe.mjs';
import { PHONE, Person, photo, quit } from '../support/person.mjs';
import { Site } from '../support/site.mjs';

const FRIDAY = '2026-11-20';
let site;
before(async () => {
  site = await Site.open('grid', FRIDAY);
  await site.aside(FRIDAY, prepare);
});
after(async () => (await quit(), site?.close()));

// A kind of event, proposed by the centre and approved by its head.
function prepare() {
  site.fadu('appoint', 'zhengfa', '--name', '郭书记', '--role', 'department_head', '--unit', '区委政法委', '--from', '2021-02-18');
  const given = ['code=A01', 'name=暴露垃圾', 'group=市容环境', 'lead_dept=市场监督管理局', 'priority=P3', 'before_photo=true', 'after_photo=true'];
  const more = ['verify_by=photo', 'self_handling=true', 'enters_premises=false', 'listed_by=清单', 'valid_from=2026-03-16'];
  const kind = site.act('event_class', 'propose', '--as', '张网格', '--now', '2026-03-02T09:00', ...given, ...more);
  site.act(kind, 'approve', '--as', '郭书记', '--now', '2026-03-05T09:00');
}

test('an event with photos goes from the report on a phone to its closing', async () => {
  const worker = await Person.at(site, { view: PHONE });
  await worker.signIn('wangge');
  const seen = { source: '网格员', urgent: '否', text: '楼前堆放垃圾，散发异味。', occurred_at: `${FRIDAY}T09:30`, unit: '东街街道', class_hint: '暴露垃圾' };
  await worker.goto('/new');
  await worker.page.getByRole('link', { name: /网格事件/ }).click();
  await worker.refusedHere(seen, 'E16-08a', '此类事件须附现场照片');
  await worker.check({ photos: [photo('楼前'), photo('路口')], accuracy: '300' });
  await worker.sees('定位精度超过100米');
  assert.equal(await worker.page.locator('form.act .tick code').count(), 2, 'the photos are kept');
  await worker.check({ address: '东街一号院' });
  await worker.sees('请核对：上报');
  await worker.fits();
  await worker.confirm();
  const record = worker.page.url().match(/records\/(.+)\/receipt/)[1];
  await worker.sees('上报：已办理', '编号');

  const centre = await (await Person.at(site)).signIn('zhongxin');
  await centre.take(record, 'triage', { class: '暴露垃圾' });
  await centre.refused(record, 'dispatch', { handler_org: '教育局' }, 'E16-04', '不在准入清单');
  await centre.check({ handler_org: '市场监督管理局' });
  await centre.confirm();

  const filer = await (await Person.at(site)).signIn('tianbao');
  await filer.take(record, 'accept');
  await filer.refused(record, 'handle', { result: '已清运。' }, 'E16-07', '处置后照片');
  await filer.check({ after_photos: [{ file: photo('清运后') }] });
  await filer.confirm();

  await worker.goto(`/records/${record}`);
  await worker.page.getByRole('link', { name: '下载附件' }).first().waitFor();
  await worker.take(record, 'verify', { verify_note: '现场已清理干净' });
  await centre.take(record, 'close', { outcome: '已解决' });
  await worker.goto(`/records/${record}`);
  await worker.sees('现在：已结案', '核查通过', '施网格');
  await worker.fits();
  await worker.goto('/notices');
  await worker.sees('网格事件');
});

const HERE = { longitude: 112.8512, latitude: 35.4907, accuracy: 12 };
const told = { text: '人行道井盖破损。', occurred_at: `${FRIDAY}T08:30` };
const button = (person, name) => person.page.getByRole('button', { name }).first();

// From the front page to the form of a report.
async function begins(person, phone, name) {
  await person.enter(phone, name);
  await person.goto('/');
  await person.page.getByRole('link', { name: /报告身边问题/ }).click();
  await person.fill(told);
}

test('a resident reports with a photo taken on the phone and the place where they stand', async () => {
  const person = await Person.at(site, { view: PHONE, place: HERE, touch: true });
  await begins(person, '13800000041', '吴宁');
  await button(person, /用我现在的位置/).click();
  await person.page.getByText('误差约 12 米').waitFor();
  assert.equal(await person.page.locator('[data-place]').inputValue(), '112.851200,35.490700');
  for (const name of ['井盖', '路口']) {
    const [chooser] = await Promise.all([person.page.waitForEvent('filechooser'), button(person, /拍照/).click()]);
    await chooser.setFiles(photo(name));
  }
  await person.sees('已选 2 个文件');
  assert.deepEqual(await violations(person.page), []);
  await person.fits();
  await person.press('下一步：核对');
  await person.sees('东经 112.8512°，北纬 35.4907°', '路口.png');
  await person.confirm();
  const record = person.page.url().match(/records\/(.+)\/receipt/)[1];
  await person.goto(`/records/${record}`);
  await person.sees('东经 112.8512°，北纬 35.4907°');
  assert.equal(await person.page.locator('a[href="geo:35.4907,112.8512"]').count() > 0, true);
});

test('who does not let the site know is told what else to do', async () => {
  const person = await Person.at(site, { view: PHONE });
  await begins(person, '13800000042', '郑宁');
  await button(person, /用我现在的位置/).click();
  await person.page.getByText('浏览器没有允许本站使用位置').waitFor();
  await person.sees('用文字写明地点');
});

test('without scripts a place is typed, one written the wrong way round is refused, and words are enough', async () => {
  const person = await Person.at(site, { view: PHONE, scripts: false });
  await begins(person, '13800000043', '周宁');
  assert.equal(await button(person, /用我现在的位置/).count(), 0);
  await person.refusedHere({ photos: [photo('路灯')], place: '35.4921,112.8530' }, '写反了', '112.853,35.4921');
  await person.fits();
  await person.check({ place: '112.8530，35.4921' });
  await person.sees('东经 112.853°，北纬 35.4921°');
  await person.confirm();
  await person.take('new/grid_event', 'tell', { ...told, text: '路灯不亮。', address: '西街三号院门口' });
});

test('the centre sees where a report lies among the others, and all of them as a map', async () => {
  const centre = await (await Person.at(site)).signIn('zhongxin');
  await centre.goto('/lists/grid_event');
  await centre.page.getByRole('link', { name: '看地图' }).click();
  await centre.sees('图上 2 件', '没有位置');
  assert.deepEqual(await violations(centre.page), []);
  await centre.fits();
  await centre.page.locator('svg a').first().click();
  assert.match(centre.page.url(), /\/records\/grid_event\//);
  await centre.sees('距最近的一件', '225 米', '图上共 2 件');
  assert.match(await centre.page.locator('figure.map svg desc').textContent(), /北在上方/);
  assert.deepEqual(await violations(centre.page), []);
});
