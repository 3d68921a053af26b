// One-time codes as a phone computes them (RFC 6238).
import { createHmac } from 'node:crypto';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP = 30_000;

// The code of an account for signing in now. A code opens once, and the next one already opens: who
// comes back sooner than that waits.
export async function code(account) {
  const now = () => Math.floor(Date.now() / STEP);
  const step = Math.max(now(), (account.used ?? 0) + 1);
  while (step > now() + 1) await new Promise((later) => setTimeout(later, 500));
  account.used = step;
  return at(account.secret, step);
}

function at(secret, step) {
  const bits = [...secret].map((digit) => DIGITS.indexOf(digit).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(step));
  const sum = createHmac('sha1', key).update(count).digest();
  const whole = sum.readUInt32BE(sum[19] & 15) & 0x7fffffff;
  return String(whole % 1e6).padStart(6, '0');
}
