// An event of the grid: reported on foot with photos on a phone, dispatched, handled, verified by
// who reported it, closed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
