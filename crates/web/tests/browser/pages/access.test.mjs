// Every address of the table of routes, tried by a stranger, by somebody of another role and of
// another organization: what is not theirs is not there. A route that is not listed here fails.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, quit } from '../support/person.mjs';
import { ROOT, Site } from '../support/site.mjs';
import { prepared } from './kinds.mjs';

// Whom a route is for: `all`; `public`, which may know no such thing; those signed in (`in`);
// officials (`staff`); who may see the record (`record`). `form` only takes what a page of ours sends.
const ROUTES = {};
const list = (kind, paths) => paths.trim().split(/\s+/).forEach((path) => (ROUTES[path] = kind));
list('all', '/assets/{digest}/{name} /healthz /readyz /metrics / /find /guide /published /published.rss /data');
list('all form', '/sign-in /enter /track');
list('public', '/stay /styleguide /guide/{local} /published/{ty}/{local}/{publication} /published/{ty}/{local}/{publication}/files/{sm3} /data/{name}');
list('form', '/sign-in/code /sign-in/password /sign-out /large /enter/code /lists/{ty}/views /import/confirm');
list('in', '/my /my/data /my/data.json /new /kept/{id}');
list('in form', '/seat /notices /enter/name /drafts/{id}/drop');
list('record', '/records/{ty}/{local} /records/{ty}/{local}/limits/{limit} /records/{ty}/{local}/rows/{field} /records/{ty}/{local}/history /records/{ty}/{local}/files/{sm3} /records/{ty}/{local}/receipt');
list('record form', '/records/{ty}/{local}/do/{action}');
list('staff', '/publish /work /definitions /definitions/{ty} /figures /figures.csv /figures/{id} /figures/{id}/records.csv /lists /lists/{ty} /lists/{ty}/{file} /lists/{ty}/map /search');
list('staff', '/report/{year} /report/{year}/confirm /report/{year}/late /report/{year}/report.html /report/{year}/report.json /report/{year}/late.csv');
list('staff', '/import/returned/{at} /leader/due /leader/choice /admin /admin/params /admin/calendar /admin/audit /admin/tries');
list('staff form', '/publish/{ty}/{local}/{publication} /new/{ty}/{action} /import /leader /admin/accounts /admin/accounts/{login}');

let site;
let record;
let table;
const people = {};
before(async () => {
  site = await Site.open('access');
  people.handler = await (await Person.at(site)).signIn('chengban');
  record = await prepared(people.handler);
  people.stranger = await Person.at(site);
  people.otherRole = await (await Person.at(site)).signIn('zhifa');
  people.otherOrg = await (await Person.at(site)).signIn('shenpi');
  people.security = await (await Person.at(site)).signIn('anquan');
  people.resident = await (await Person.at(site)).enter('13800000001', '郑宁');
  const source = readFileSync(join(ROOT, 'crates/web/src/routes.rs'), 'utf8');
  table = [...source.matchAll(/\.route\(\s*"([^"]+)",\s*((?:.|\n)*?)\)\s*(?=\.)/g)].map(([, path, methods]) => ({ path, posts: /\bpost\(/.test(methods), gets: /\bget\(/.test(methods) }));
});
after(async () => (await quit(), site?.close()));

const SM3 = '0'.repeat(64);
const filled = (path) => {
  const [ty, local] = record.split('/');
  const values = { digest: '0', name: 'fadu.css', ty, local, limit: 'accept', sm3: SM3, at: '0', year: '2020', action: path.startsWith('/new') ? 'register' : 'accept' };
  return path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 'x');
};

// The status and the way it leads, without following it.
async function asked(person, path, options = {}) {
  const answer = await person.context.request.fetch(site.base + path, { maxRedirects: 0, ...options });
  return { status: answer.status(), to: answer.headers().location ?? '', text: await answer.text() };
}

test('every route is listed here', () => {
  assert.ok(table.length >= 60, 'the table was read');
  const unlisted = table.map((route) => route.path).filter((path) => !(path in ROUTES));
  assert.deepEqual(unlisted, []);
});

test('a stranger is led to the sign-in from all that is not for all', async () => {
  for (const { path, gets } of table.filter((route) => route.gets)) {
    const answer = await asked(people.stranger, filled(path));
    const open = ROUTES[path].includes('all');
    if (open) assert.equal(answer.status, 200, path);
    else if (ROUTES[path] === 'public') assert.ok([200, 404].includes(answer.status), `${path}: ${answer.status}`);
    else assert.ok(answer.status === 303 && /^\/(sign-in|enter)\?back=/.test(answer.to), `${path}: ${answer.status} ${answer.to}`);
    assert.ok(gets);
  }
});

test('what is of another role or organization is not there, like what does not exist', async () => {
  const nothing = {};
  for (const who of ['otherOrg', 'security']) nothing[who] = await asked(people[who], '/records/complaint/00000000000000000000000000000000');
  for (const { status, text } of Object.values(nothing)) assert.ok(status === 404 && text.includes('aria-label="主导航"'));
  for (const { path } of table.filter((route) => route.gets && ROUTES[route.path].startsWith('record'))) {
    for (const who of ['otherOrg', 'security']) {
      const answer = await asked(people[who], filled(path));
      const known = [404, 303].includes(answer.status) && !answer.text.includes('城区示例副食店');
      assert.ok(known, `${path} as ${who}: ${answer.status}`);
      if (answer.status === 404) assert.equal(answer.text, nothing[who].text, `${path} tells that it is there`);
    }
  }
  assert.equal((await asked(people.handler, `/records/${record}`)).status, 200);
  assert.equal((await asked(people.otherRole, filled('/records/{ty}/{local}/do/{action}'))).status, 404);
  assert.equal((await asked(people.otherRole, '/new/complaint/register')).status, 404);
  assert.equal((await asked(people.otherOrg, `/records/${record}/files/${SM3}`)).status, 404);
});

test('what is for officials is not there for a resident', async () => {
  for (const { path } of table.filter((route) => route.gets && ROUTES[route.path].startsWith('staff'))) {
    const answer = await asked(people.resident, filled(path));
    assert.equal(answer.status, 404, `${path}: ${answer.status} ${answer.to}`);
  }
});

test('administration is for administrators', async () => {
  for (const { path } of table.filter((route) => route.gets && route.path.startsWith('/admin'))) {
    const answer = await asked(people.handler, filled(path));
    assert.equal(answer.status, 404, `${path}: ${answer.status}`);
  }
});

test('a form without the token of the session does nothing, whoever sends it', async () => {
  for (const { path } of table.filter((route) => route.posts)) {
    for (const who of ['stranger', 'handler', 'otherOrg']) {
      const plain = !/^\/(new|records)/.test(path);
      const sent = plain ? { form: { csrf: '0', step: 'confirm' } } : { multipart: { csrf: '0', step: 'confirm' } };
      const answer = await asked(people[who], filled(path), { method: 'POST', ...sent });
      const refused = [400, 403, 404, 415, 422].includes(answer.status) || answer.to.startsWith('/sign-in');
      assert.ok(refused, `${path} as ${who}: ${answer.status} ${answer.to}`);
    }
  }
  await people.handler.goto(`/records/${record}`);
  await people.handler.sees('待受理');
  await people.handler.seesNot('受理：');
});
