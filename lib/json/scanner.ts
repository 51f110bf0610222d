/**
 * "name" is a string before a colon; "cut" a string without its closing quote; "scalar" any other run of characters,
 * such as a number or true; "end" the end of the text.
 */
export type JsonToken = "{" | "}" | "[" | "]" | "," | ":" | "name" | "string" | "cut" | "scalar" | "end";

const quote = 0x22;
const colon = 0x3a;
const backslash = 0x5c;
const openingBracket = 0x5b;
const closingBracket = 0x5d;
const openingBrace = 0x7b;
const closingBrace = 0x7d;

/**
 * Splits complete or truncated JSON into tokens with offsets. Does not validate: JSON.parse does. Time is linear in the
 * length, also for hostile text. docs/decisions/0042-json-scanner.md compares it with jsonc-parser.
 */
export class JsonScanner {
  token: JsonToken = "end";
  start = 0;
  end = 0;

  constructor(private readonly text: string) {}

  /** Reads the next token. False at the end of the text. */
  next(): boolean {
    const { text } = this;
    this.start = skipSpace(text, this.end);
    const code = text.charCodeAt(this.start);
    if (code === quote) this.readString();
    else {
      this.token = toPunctuation(code) ?? (this.start < text.length ? "scalar" : "end");
      this.end = this.token === "scalar" ? endOfScalar(text, this.start) : this.start + 1;
    }
    if (this.token !== "end") return true;
    this.end = this.start;
    return false;
  }

  /** Moves to the last token of the next value, or to the end of the text. */
  skipValue(): void {
    this.next();
    if (this.token === "{" || this.token === "[") this.skipToClosingBracket();
  }

  /** Moves from an opening bracket to its closing one, or to the end of the text. Much faster than reading each token. */
  skipToClosingBracket(): void {
    const { text } = this;
    let depth = 1;
    let index = this.end;
    while (depth > 0 && index < text.length) {
      const code = text.charCodeAt(index);
      if (code === openingBrace || code === openingBracket) depth += 1;
      else if (code === closingBrace || code === closingBracket) depth -= 1;
      index = code === quote ? endOfString(text, index) : index + 1;
    }
    this.end = Math.min(index, text.length);
    this.start = depth === 0 ? index - 1 : this.end;
    this.token = (depth === 0 && toPunctuation(text.charCodeAt(this.start))) || "end";
  }

  /** The token's source text. */
  get raw(): string {
    return this.text.slice(this.start, this.end);
  }

  /** The decoded name or string. Throws if an escape is invalid. */
  get string(): string {
    const { raw } = this;
    return raw.includes("\\") ? JSON.parse(raw) : raw.slice(1, -1);
  }

  private readString(): void {
    const { text, start } = this;
    this.end = endOfString(text, start);
    if (this.end > text.length) {
      this.token = "cut";
      this.end = text.length;
    } else this.token = text.charCodeAt(skipSpace(text, this.end)) === colon ? "name" : "string";
  }
}

/**
 * The text with some of its tokens replaced. `replace` returns the new text of the current token, or null to keep it. It
 * may move the scanner on to replace more than one token.
 */
export function replaceJsonTokens(text: string, replace: (scanner: JsonScanner) => string | null): string {
  const scanner = new JsonScanner(text);
  let result = "";
  let copiedTo = 0;
  while (scanner.next()) {
    const { start } = scanner;
    const replacement = replace(scanner);
    if (replacement === null) continue;
    result += text.slice(copiedTo, start) + replacement;
    copiedTo = scanner.end;
  }
  return result + text.slice(copiedTo);
}

function toPunctuation(code: number): JsonToken | undefined {
  switch (code) {
    case 0x2c:
      return ",";
    case colon:
      return ":";
    case openingBracket:
      return "[";
    case closingBracket:
      return "]";
    case openingBrace:
      return "{";
    case closingBrace:
      return "}";
  }
}

function endOfScalar(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (isSpace(code) || code === quote || toPunctuation(code)) break;
    end += 1;
  }
  return end;
}

/** The offset after the closing quote, or past the end of the text if the string is not closed. */
function endOfString(text: string, start: number): number {
  let closing = text.indexOf('"', start + 1);
  while (closing >= 0 && isEscaped(text, closing)) closing = text.indexOf('"', closing + 1);
  return closing < 0 ? text.length + 1 : closing + 1;
}

function skipSpace(text: string, start: number): number {
  let index = start;
  while (isSpace(text.charCodeAt(index))) index += 1;
  return index;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Whether an odd number of backslashes precedes the quote. */
function isEscaped(text: string, quoteAt: number): boolean {
  let start = quoteAt;
  while (text.charCodeAt(start - 1) === backslash) start -= 1;
  return (quoteAt - start) % 2 === 1;
}
