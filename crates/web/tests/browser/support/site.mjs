// A site of its own for each test file: a copy of the reference district, served by the program as
// it was built, with trial accounts made at the start.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
const PROGRAM = process.env.FADU_PROGRAM ?? join(TARGET, 'debug/fadu');
const WAIT = 180_000;

// The reference district: one that is named, that which the Rust tests made with this program, or one
// made now.
function reference() {
  if (process.env.FADU_DEMO) return process.env.FADU_DEMO;
  const made = Math.floor(statSync(PROGRAM).mtimeMs);
  const theirs = join(TARGET, 'tmp', `demo-${made}`);
  if (existsSync(join(theirs, 'told.txt'))) return theirs;
  const ours = join(TARGET, 'tmp', `browser-${made}`);
  if (!existsSync(join(ours, 'told.txt'))) make(ours);
  return ours;
}

// Test files run side by side: one makes it, the others wait.
function make(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  try {
    mkdirSync(`${folder}.lock`);
  } catch {
    while (!existsSync(join(folder, 'told.txt'))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    return;
  }
  const old = readdirSync(dirname(folder)).filter((name) => name.startsWith('browser-') && !folder.includes(name.split('.')[0]));
  for (const name of old) rmSync(join(dirname(folder), name), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  const told = execFileSync(PROGRAM, ['demo', '--no-serve', '--data', folder], { maxBuffer: 1 << 26 });
  writeFileSync(join(folder, 'told.txt'), told);
}

export class Site {
  // `today`: the day on which the district stands; none: that of the demonstration.
  static async open(name, today) {
    mkdirSync(join(TARGET, 'tmp'), { recursive: true });
    const data = mkdtempSync(join(TARGET, 'tmp', `site-${name}-`));
    for (const part of ['fadu.db', 'master.key', 'files']) {
      const from = join(reference(), part);
      if (existsSync(from)) cpSync(from, join(data, part), { recursive: true });
    }
    const site = new Site();
    site.data = data;
    await site.start(today);
    return site;
  }

  // Serves; resolves when the address is told.
  async start(today) {
    const day = today ? ['--today', today] : [];
    const args = ['serve', '--trial', '--data', this.data, '--listen', '127.0.0.1:0', ...day];
    this.child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.ended = new Promise((done) => this.child.once('exit', done));
    let told = '';
    this.child.stdout.setEncoding('utf8');
    const address = new Promise((found, failed) => {
      const late = setTimeout(() => failed(new Error(`not ready: ${told}`)), WAIT);
      this.child.once('exit', (code) => failed(new Error(`ended with ${code}: ${told}`)));
      this.child.stdout.on('data', (text) => {
        told += text;
        const known = told.match(/http:\/\/[\d.:]+/);
        if (known) found(known[0]), clearTimeout(late);
      });
    });
    this.base = await address;
    this.accounts = accounts(told);
  }

  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  // The same district on a later day.
  async later(today) {
    await this.stop();
    await this.start(today);
  }

  // What is done by command line while nothing is served; then it is served again.
  async aside(today, commands) {
    await this.stop();
    commands();
    await this.start(today);
  }

  async close() {
    await this.stop();
    rmSync(this.data, { recursive: true });
  }

  // A command of the program.
  fadu(...args) {
    const ran = spawnSync(PROGRAM, [...args, '--data', this.data], { encoding: 'utf8', cwd: this.data });
    assert.equal(ran.status, 0, `${args.join(' ')}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout;
  }

  // An action by command line; gives the record.
  act(...args) {
    return this.fadu('act', ...args).match(/[a-z_]+\/[0-9a-z.]+/)[0];
  }
}

function accounts(told) {
  const found = told.matchAll(/^ {2}(\S+) +(\S{4}-\S{4}-\S{4}-\S{4}) ([A-Z2-7]{32})$/gm);
  return Object.fromEntries([...found].map(([, login, password, secret]) => [login, { password, secret }]));
}
