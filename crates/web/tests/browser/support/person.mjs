// Somebody at a browser: signs in, goes to pages, fills in forms as a person does.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { code } from './code.mjs';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run', '--lang=zh-CN'];
export const DESK = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740 };

let browser;
export async function launch() {
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  return browser;
}
export async function quit() {
  await browser?.close();
  browser = undefined;
}

// Content enough to be known as what it is.
export const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
export const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
export const photo = (name) => ({ name: `${name}.png`, mimeType: 'image/png', buffer: PNG });
export const paper = (name) => ({ name: `${name}.pdf`, mimeType: 'application/pdf', buffer: PDF });

export class Person {
  // `place` is where they stand, if they let the site know; `touch` that they use their fingers.
  static async at(site, { view = DESK, scripts = true, cookies, place, touch = false } = {}) {
    const stands = place ? { geolocation: place, permissions: ['geolocation'] } : {};
    const context = await (await launch()).newContext({ viewport: view, javaScriptEnabled: scripts, locale: 'zh-CN', storageState: cookies, hasTouch: touch, ...stands });
    const person = new Person();
    Object.assign(person, { site, context, page: await context.newPage() });
    person.page.setDefaultTimeout(30_000);
    return person;
  }

  // Signs in with password and code; `seat` is part of the capacity to choose, if there are several.
  async signIn(login, seat) {
    await this.goto('/sign-in');
    await this.signInHere(login);
    if (seat) await this.page.click(`button.card:has-text("${seat}")`);
    return this;
  }

  // A resident enters by the code to the phone, which a demonstration shows, and gives a name.
  async enter(phone, name) {
    await this.goto('/enter');
    await this.page.fill('#phone', phone);
    await this.press('发送验证码');
    await this.page.fill('#code', await this.page.locator('main strong.num').innerText());
    await this.press('登录');
    if (this.page.url().includes('/enter/name')) {
      await this.page.locator('main form.act input:not([type="hidden"])').first().fill(name);
      await this.page.locator('main form.act button').first().click();
    }
    return this;
  }

  // Signing in from the page to which somebody was led.
  async signInHere(login) {
    const account = this.site.accounts[login];
    await this.page.fill('#login', login);
    await this.page.fill('#password', account.password);
    await this.press('登录');
    await this.page.fill('#code', await code(account));
    await this.press('继续');
  }

  async goto(path) {
    const answer = await this.page.goto(this.site.base + path);
    this.status = answer.status();
    return this;
  }

  // The button of exactly this name in the page's main part.
  async press(name) {
    await this.page.locator('main').getByRole('button', { name, exact: true }).first().click();
  }

  async text() {
    return (await this.page.locator('main').innerText()).replace(/[ \t]+/g, ' ');
  }

  async sees(...parts) {
    const text = await this.text();
    for (const part of parts) assert.ok(text.includes(part), `“${part}” is not on ${this.page.url()}:\n${text}`);
    return text;
  }

  async seesNot(...parts) {
    const text = await this.text();
    for (const part of parts) assert.ok(!text.includes(part), `“${part}” is on ${this.page.url()}`);
  }

  // Fills in a form: by field; rows as a list of objects, several values as a list.
  async fill(fields) {
    for (const [name, value] of Object.entries(fields)) await this.#field(name, value);
  }

  async #field(name, value) {
    if (Array.isArray(value) && isRow(value[0])) return this.#rows(name, value);
    if (name === 'row') return this.page.check(`input[name="row"][value="${value}"]`);
    const found = this.page.locator(['a.', 'f.', 'm.', ''].map((kind) => `[name="${kind}${name}"]:not([type="hidden"])`).join(', '));
    const first = found.first();
    const kind = await first.evaluate((node) => (node.tagName === 'SELECT' ? 'select' : (node.type ?? 'text')));
    if (kind === 'select') return choose(first, value);
    if (kind === 'file') return first.setInputFiles(value);
    if (kind === 'checkbox') return tick(found, value);
    await first.fill(Array.isArray(value) ? value.join('\n') : String(value));
  }

  async #rows(name, rows) {
    for (const [at, row] of rows.entries()) {
      if ((await this.page.locator(`[name^="f.${name}.${at + 1}."]`).count()) === 0) {
        await this.page.click(`button[value="more:${name}"], button[value="more:f.${name}"]`);
      }
      for (const [column, value] of Object.entries(row)) await this.#field(`${name}.${at + 1}.${column}`, value);
    }
  }

  // Opens the form of an action from the record's page, as a person finds it.
  async begin(record, action) {
    if (this.page.url() !== `${this.site.base}/records/${record}`) await this.goto(`/records/${record}`);
    assert.equal(this.status ?? 200, 200, `${record} is not there`);
    const link = this.page.locator(`a[href$="/do/${action}"]`);
    if ((await link.count()) === 0) assert.fail(`no ${action} on ${record}:\n${await this.text()}`);
    await link.first().click();
  }

  // Fills in and goes on to the check.
  async check(fields) {
    await this.fill(fields);
    await this.press('下一步：核对');
  }

  // The whole way of an action: form, check, receipt. `record` may be `new/type`. Gives the record.
  async take(record, action, fields = {}) {
    await (record.startsWith('new/') ? this.goto(`/${record}/${action}`) : this.begin(record, action));
    await this.check(fields);
    await this.confirm();
    return this.page.url().match(/records\/(.+)\/receipt/)?.[1];
  }

  async confirm() {
    const button = this.page.locator('button[value="confirm"]');
    if ((await button.count()) === 0) assert.fail(`not allowed:\n${await this.text()}`);
    await button.click();
    this.status = 200;
  }

  // An action that is refused: every part is said, and the form is still there.
  async refused(record, action, fields, ...parts) {
    await (record.startsWith('new/') ? this.goto(`/${record}/${action}`) : this.begin(record, action));
    await this.refusedHere(fields, ...parts);
  }

  // The same on the form that is open.
  async refusedHere(fields, ...parts) {
    await this.check(fields);
    const errors = this.page.locator('section.errors');
    if ((await errors.count()) === 0) assert.fail(`not refused:\n${await this.text()}`);
    const said = await errors.innerText();
    for (const part of parts) assert.ok(said.includes(part), `“${part}” is not said:\n${said}`);
    assert.equal(await this.page.locator('form.act').count(), 1);
  }

  // Nothing is wider than the screen, but what scrolls in a region of its own.
  async fits() {
    const wide = await this.page.evaluate(() => {
      if (document.documentElement.scrollWidth <= window.innerWidth) return [];
      const out = [...document.querySelectorAll('body *')].filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1);
      return out.filter((node) => !node.parentElement.closest('.scroll')).map((node) => node.outerHTML.slice(0, 120));
    });
    assert.deepEqual(wide, [], this.page.url());
  }

  async leave() {
    await this.context.close();
  }
}

const isRow = (value) => value !== null && typeof value === 'object' && !Buffer.isBuffer(value?.buffer);

// By the word or the key.
async function choose(select, value) {
  const keys = await select.locator('option').evaluateAll((all) => all.map((one) => [one.value, one.textContent.trim()]));
  const known = keys.find(([key, word]) => key === value || word === value) ?? keys.find(([, word]) => value && word.includes(value));
  assert.ok(known, `no choice ${value} of ${keys.map(([, word]) => word).slice(0, 30)}`);
  await select.selectOption(known[0]);
}

async function tick(boxes, values) {
  for (const value of [values].flat()) {
    const known = boxes.and(boxes.page().locator(`[value="${value}"]`));
    await ((await known.count()) > 0 ? known : boxes.page().getByLabel(value, { exact: true })).first().check();
  }
}
