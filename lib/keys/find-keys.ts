import "server-only";
import { keyPrefix } from "@/lib/keys/mask";
import { isWellFormedKey } from "@/lib/keys/schema";

/** A part of a text that holds a key: from a character, up to and without another one. */
export type TextSpan = { from: number; to: number };

/** Decoded text, and where each of its characters stands in the text that was given. */
type View = { text: string; from: (index: number) => number; to: (index: number) => number };

/** White space, characters without width, and the plus sign of a query. */
const separator = String.raw`[\s+\u00ad\u200b-\u200f\u2060\ufeff]{0,8}`;
const keyLength = keyPrefix.length + 38;
const separatedKey = new RegExp(
  `${[...keyPrefix].join(separator)}(?:${separator}[0-9A-Za-z]){${keyLength - keyPrefix.length}}`,
  "g",
);
/** Also a key that was cut off or whose case was changed. Its checksum tells nothing. */
const partOfKey = new RegExp(`${keyPrefix}[0-9a-z]{16,}`, "gi");

/** Percent-encoding, escapes of JSON, also in JSON within JSON, and HTML entities. */
const escapes =
  /%([0-7][0-9a-f])|\\{1,8}(?:u00|x)([0-7][0-9a-f])|&#x0{0,6}([0-7][0-9a-f]);?|&#0{0,6}(\d{1,3});?|&(lowbar|underbar);|\\{1,8}([/nrtbf])/gi;
const letters: Record<string, string> = { "/": "/", n: "\n", r: "\r", t: "\t" };
const maxEscapeLevels = 5;

const minRun = 40;
/** In one line, or in lines of 40 characters and more. */
const base64 =
  /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{40,}(?:[ \t]*[\r\n]+[ \t]*[A-Za-z0-9+/_-]{40,}){0,200}(?:[ \t]*[\r\n]+[ \t]*[A-Za-z0-9+/_-]+)?/g;
const hex = /(?<![0-9a-f])[0-9a-f]{84,}/gi;
/** Wrongly aligned base64 decodes to bytes of which hardly ever that many in a row are printable. */
const printable = new RegExp(`[\\t\\r\\n -~]{${keyLength},}`, "g");
const maxDepth = 4;
/** Characters that are decoded for one text. Past these, what is encoded stays. */
const maxDecoded = 1_048_576;

/**
 * Finds API keys in a text, however they are spelled there: the text's escapes, base64 and hexadecimal are decoded, also
 * within each other, and a candidate is a key if its checksum fits. Overlapping spans are merged.
 */
export function findKeys(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  const budget = { left: maxDecoded };
  search({ text, from: (index) => index, to: (index) => index + 1 }, 0);
  return merge(spans);

  function search(view: View, depth: number): void {
    let current: View | null = view;
    for (let level = 0; current && level <= maxEscapeLevels; level += 1) {
      findPlain(current, spans);
      if (depth < maxDepth) for (const inner of decodeRuns(current, budget)) search(inner, depth + 1);
      current = decodeEscapes(current);
    }
  }
}

function findPlain({ text, from, to }: View, spans: TextSpan[]): void {
  for (const pattern of [separatedKey, partOfKey])
    for (const { 0: match, index } of text.matchAll(pattern)) {
      const isKey = pattern === partOfKey || isWellFormedKey(match.replace(/[^0-9A-Za-z_]/g, ""));
      if (isKey) spans.push({ from: from(index), to: to(index + match.length - 1) });
    }
}

/** Null where there is nothing to decode. */
function decodeEscapes({ text, from, to }: View): View | null {
  if (!/[%&\\]/.test(text)) return null;
  const starts: number[] = [];
  const ends: number[] = [];
  let decoded = "";
  let next = 0;
  const copy = (until: number) => {
    for (let index = next; index < until; index += 1) {
      starts.push(index);
      ends.push(index);
    }
    decoded += text.slice(next, until);
  };
  for (const match of text.matchAll(escapes)) {
    const character = decodeEscape(match);
    copy(match.index);
    next = match.index + match[0].length;
    starts.push(match.index);
    ends.push(next - 1);
    decoded += character;
  }
  if (next === 0) return null;
  copy(text.length);
  return {
    text: decoded,
    from: (index) => from(starts[index] as number),
    to: (index) => to(ends[index] as number),
  };
}

function decodeEscape([, percent, json, entityHex, entity, name, letter]: RegExpExecArray): string {
  const code = percent ?? json ?? entityHex;
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  if (entity !== undefined) return String.fromCharCode(Number(entity));
  if (name !== undefined) return "_";
  return letters[letter?.toLowerCase() ?? ""] ?? " ";
}

function* decodeRuns(view: View, budget: { left: number }): Generator<View> {
  if (!hasLongRun(view.text)) return;
  for (const { 0: run, index } of view.text.matchAll(base64)) {
    const places = /\s/.test(run) ? Array.from(run.matchAll(/\S/g), (match) => match.index) : null;
    const compact = places ? run.replace(/\s+/g, "") : run;
    // A run may begin with characters that are no part of the encoded text, such as those of a path.
    for (let skipped = 0; skipped < 4; skipped += 1)
      yield* decodeRun(view, budget, compact, "base64", skipped, (at) => index + (places?.[at] ?? at));
  }
  for (const { 0: run, index } of view.text.matchAll(hex))
    for (let skipped = 0; skipped < 2; skipped += 1)
      yield* decodeRun(view, budget, run, "hex", skipped, (at) => index + at);
}

/** Whether anything in the text could be base64 or hexadecimal. Reads every 40th character, unlike a pattern. */
function hasLongRun(text: string): boolean {
  for (let index = minRun - 1; index < text.length; index += minRun) {
    let from = index;
    let to = index;
    while (isRunCharacter(text.charCodeAt(from))) from -= 1;
    while (isRunCharacter(text.charCodeAt(to))) to += 1;
    if (to - from > minRun) return true;
  }
  return false;
}

function isRunCharacter(code: number): boolean {
  // Digits, letters, and "+", "/", "_", "-".
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    [43, 47, 95, 45].includes(code)
  );
}

/** The printable parts of what a run decodes to. */
function* decodeRun(
  { from, to }: View,
  budget: { left: number },
  run: string,
  encoding: "base64" | "hex",
  skipped: number,
  placeOf: (index: number) => number,
): Generator<View> {
  budget.left -= run.length;
  if (budget.left < 0) return;
  const bits = encoding === "hex" ? 4 : 6;
  const decoded = Buffer.from(run.slice(skipped), encoding).toString("latin1");
  for (const { 0: text, index: start } of decoded.matchAll(printable)) {
    yield {
      text,
      from: (index) => from(placeOf(skipped + Math.floor(((start + index) * 8) / bits))),
      to: (index) => to(placeOf(skipped + Math.floor(((start + index) * 8 + 7) / bits))),
    };
  }
}

function merge(spans: TextSpan[]): TextSpan[] {
  const merged: TextSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}
