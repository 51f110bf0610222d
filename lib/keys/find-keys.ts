import "server-only";
import { anyKeyPrefix, keyPrefixLength } from "@/lib/keys/mask";
import { isWellFormedKey } from "@/lib/keys/schema";

/** The position of a key in a text. `to` is exclusive. */
export type TextSpan = { from: number; to: number };

/** A decoded text that maps each character back to its position in the original text. */
type DecodedText = { text: string; from: (index: number) => number; to: (index: number) => number };

/** White space, zero-width characters, and the plus sign of a query string. */
const separator = String.raw`[\s+\u00ad\u200b-\u200f\u2060\ufeff]{0,8}`;
const keyLength = keyPrefixLength + 38;
const separatedPrefix = ["j", `(?:n${separator}[ym]|w${separator}k)`, "_"].join(separator);
/** Matches every text in which `findPlainKeys` finds a key, or which has one of the `escapes`. */
const prefixOrEscape = new RegExp(
  String.raw`j${separator}[nw]|%[0-7]|\\(?:u00|x|[/nrtbf])|&(?:#|lowbar|underbar)`,
  "i",
);
const separatedKey = new RegExp(
  `${separatedPrefix}(?:${separator}[0-9A-Za-z]){${keyLength - keyPrefixLength}}`,
  "g",
);
/** Also matches truncated keys and keys with changed case, without a checksum. */
const partOfKey = new RegExp(`${anyKeyPrefix}[0-9a-z]{16,}`, "gi");

/** Percent-encoding, JSON escapes (also nested) and HTML entities. */
const escapes =
  /%([0-7][0-9a-f])|\\{1,8}(?:u00|x)([0-7][0-9a-f])|&#x0{0,6}([0-7][0-9a-f]);?|&#0{0,6}(\d{1,3});?|&(lowbar|underbar);|\\{1,8}([/nrtbf])/gi;
const escapedLetters: Record<string, string> = { "/": "/", n: "\n", r: "\r", t: "\t" };
const maxEscapeLevels = 5;

/** A key in base64. */
const minRunLength = Math.ceil((keyLength * 4) / 3);
/** Of base64 in several lines. */
const minLineLength = 40;
/** On one line, or on lines of at least `minLineLength`. */
const base64 =
  /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{40,}(?:[ \t]*[\r\n]+[ \t]*[A-Za-z0-9+/_-]{40,}){0,200}(?:[ \t]*[\r\n]+[ \t]*[A-Za-z0-9+/_-]+)?/g;
const hex = /(?<![0-9a-f])[0-9a-f]{84,}/gi;
/** Misaligned base64 almost never decodes to this many printable bytes in a row. */
const printable = new RegExp(`[\\t\\r\\n -~]{${keyLength},}`, "g");
const maxDepth = 4;
/** Limits the decoded characters of one text. Beyond it, encoded parts are not searched. */
const maxDecodedLength = 1_048_576;

/**
 * Finds API keys in a text, also in nested escapes, base64 and hexadecimal. The checksum tells a separated key from other
 * text. Overlapping spans are merged.
 */
export function findKeys(text: string): TextSpan[] {
  // Almost every text: one pass instead of several.
  if (!prefixOrEscape.test(text) && !hasLongRun(text)) return [];
  const spans: TextSpan[] = [];
  const budget = { left: maxDecodedLength };
  search({ text, from: (index) => index, to: (index) => index + 1 }, 0);
  return mergeSpans(spans);

  function search(view: DecodedText, depth: number): void {
    let current: DecodedText | null = view;
    for (let level = 0; current && level <= maxEscapeLevels; level += 1) {
      findPlainKeys(current, spans);
      if (depth < maxDepth) for (const inner of decodeRuns(current, budget)) search(inner, depth + 1);
      current = decodeEscapes(current);
    }
  }
}

function findPlainKeys({ text, from, to }: DecodedText, spans: TextSpan[]): void {
  for (const pattern of [separatedKey, partOfKey])
    for (const { 0: match, index } of text.matchAll(pattern)) {
      const isKey = pattern === partOfKey || isWellFormedKey(match.replace(/[^0-9A-Za-z_]/g, ""));
      if (isKey) spans.push({ from: from(index), to: to(index + match.length - 1) });
    }
}

/** Returns null if the text contains no escapes. */
function decodeEscapes({ text, from, to }: DecodedText): DecodedText | null {
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
  return escapedLetters[letter?.toLowerCase() ?? ""] ?? " ";
}

function* decodeRuns(view: DecodedText, budget: { left: number }): Generator<DecodedText> {
  if (!hasLongRun(view.text)) return;
  for (const { 0: run, index } of view.text.matchAll(base64)) {
    const positions = /\s/.test(run) ? Array.from(run.matchAll(/\S/g), (match) => match.index) : null;
    const compact = positions ? run.replace(/\s+/g, "") : run;
    // The encoded text may start later in the run, for example after a path.
    for (let skipped = 0; skipped < 4; skipped += 1)
      yield* decodeRun(view, budget, compact, "base64", skipped, (at) => index + (positions?.[at] ?? at));
  }
  for (const { 0: run, index } of view.text.matchAll(hex))
    for (let skipped = 0; skipped < 2; skipped += 1)
      yield* decodeRun(view, budget, run, "hex", skipped, (at) => index + at);
}

/** True if the text may contain a key in base64 or hexadecimal. Faster than a pattern, since it reads every 40th or 56th character. */
function hasLongRun(text: string): boolean {
  const minLength = /[\r\n]/.test(text) ? minLineLength : minRunLength;
  for (let index = minLength - 1; index < text.length; index += minLength) {
    let from = index;
    let to = index;
    while (isRunCharacter(text.charCodeAt(from))) from -= 1;
    while (isRunCharacter(text.charCodeAt(to))) to += 1;
    if (to - from > minLength) return true;
  }
  return false;
}

function isRunCharacter(code: number): boolean {
  // Digits, letters, and "+", "/", "_", "-".
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 43 ||
    code === 47 ||
    code === 95 ||
    code === 45
  );
}

/** Decodes a run and yields its printable parts. */
function* decodeRun(
  { from, to }: DecodedText,
  budget: { left: number },
  run: string,
  encoding: "base64" | "hex",
  skipped: number,
  toPosition: (index: number) => number,
): Generator<DecodedText> {
  budget.left -= run.length;
  if (budget.left < 0) return;
  const bits = encoding === "hex" ? 4 : 6;
  const decoded = Buffer.from(run.slice(skipped), encoding).toString("latin1");
  for (const { 0: text, index: start } of decoded.matchAll(printable)) {
    yield {
      text,
      from: (index) => from(toPosition(skipped + Math.floor(((start + index) * 8) / bits))),
      to: (index) => to(toPosition(skipped + Math.floor(((start + index) * 8 + 7) / bits))),
    };
  }
}

function mergeSpans(spans: TextSpan[]): TextSpan[] {
  const merged: TextSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}
