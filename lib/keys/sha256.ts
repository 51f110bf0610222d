/**
 * SHA-256 of ASCII text in hex, for browsers: so that a pasted key never leaves the page. Not crypto.subtle, which browsers
 * have on https and localhost only.
 */
export function sha256(text: string): string {
  const words = pad(text);
  const state = Int32Array.from(initialState);
  const schedule = new Int32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    for (let i = 0; i < 64; i += 1) schedule[i] = i < 16 ? at(words, block + i) : extend(schedule, i);
    compress(state, schedule);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The text, a bit, zeros, and the length in bits, as big-endian words. */
function pad(text: string): Int32Array {
  const words = new Int32Array(16 * Math.ceil((text.length + 9) / 64));
  for (let i = 0; i <= text.length; i += 1) {
    const byte = i < text.length ? text.charCodeAt(i) : 0x80;
    words[i >> 2] = at(words, i >> 2) | (byte << (24 - 8 * (i & 3)));
  }
  words[words.length - 1] = text.length * 8;
  return words;
}

function extend(schedule: Int32Array, i: number): number {
  const [a, b] = [at(schedule, i - 15), at(schedule, i - 2)];
  const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
  const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
  return at(schedule, i - 16) + s0 + at(schedule, i - 7) + s1;
}

function compress(state: Int32Array, schedule: Int32Array): void {
  const v = Int32Array.from(state);
  for (let i = 0; i < 64; i += 1) {
    const [a, b, c, e, f, g] = [at(v, 0), at(v, 1), at(v, 2), at(v, 4), at(v, 5), at(v, 6)];
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = at(v, 7) + s1 + ((e & f) ^ (~e & g)) + at(constants, i) + at(schedule, i);
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    v.copyWithin(1, 0, 7);
    v[4] = at(v, 4) + t1;
    v[0] = t1 + t2;
  }
  for (let i = 0; i < 8; i += 1) state[i] = at(state, i) + at(v, i);
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function at(words: Int32Array, index: number): number {
  return words[index] as number;
}

const primes = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) =>
    n > 1 && Array.from({ length: Math.floor(Math.sqrt(n)) - 1 }, (_, i) => i + 2).every((d) => n % d !== 0),
);

/** The first 32 bits of the fraction. */
function toFraction(value: number): number {
  return ((value % 1) * 2 ** 32) | 0;
}

const constants = Int32Array.from(primes.slice(0, 64), (prime) => toFraction(Math.cbrt(prime)));
const initialState = Int32Array.from(primes.slice(0, 8), (prime) => toFraction(Math.sqrt(prime)));
