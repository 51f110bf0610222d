import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { findKeys, type TextSpan } from "@/lib/keys/find-keys";
import { removedPlaceholder } from "@/lib/logs/redact/placeholders";
import { isStorable, toStorable } from "@/lib/text/storable";

/** Names of this API's secret headers and of those that proxies add: "x-auth-token", "x-amzn-oidc-accesstoken". */
const secretHeader = /(authorization|cookie|(api|access)[-_]?key|password|secret|token|assertion)$/;

/** A JSON object of the headers without secret values. Names are in lower case. */
export function redactHeaders(headers: IncomingHttpHeaders): string {
  let members = "";
  for (const name in headers) {
    // Added by the fast path, not by the client: see lib/http/client-ip.ts.
    if (name === "x-forwarded-for") continue;
    // Header names need no JSON escapes.
    members += `,"${name}":${JSON.stringify(secretHeader.test(name) ? removedPlaceholder : decodeHeader(String(headers[name])))}`;
  }
  // One pass over all headers: a pass for each value costs several times as much.
  return redactText(`{${members.slice(1)}}`);
}

/** Decodes UTF-8 in a header: Node.js reads each byte as one Latin-1 character. */
export function decodeHeader(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const bytes = Buffer.from(value, "latin1");
  return isUtf8(bytes) ? bytes.toString() : value;
}

/** Removes API keys in any encoding, and replaces what PostgreSQL cannot store (NUL, lone surrogates). */
export function redactText(text: string): string {
  return removeSpans(text, text.length < minKeyLength ? [] : findKeys(text));
}

/** A part of a key that is removed has a prefix of 4 characters and 16 others. */
const minKeyLength = 20;

/** Characters inspected past the kept prefix, to find keys that cross its end. */
export const keyLookahead = 1_024;

/** The first `maxBytes` of a text without keys. Bounded: does not read the whole text. */
export function redactPrefix(text: string, maxBytes: number): string {
  const start = text.slice(0, maxBytes + keyLookahead);
  const kept = cutBytes(start, maxBytes);
  const spans = findKeys(start).filter(({ from }) => from < kept.length);
  return removeSpans(kept, spans);
}

function removeSpans(text: string, spans: readonly TextSpan[]): string {
  let redacted = "";
  let next = 0;
  for (const { from, to } of spans) {
    redacted += text.slice(next, from) + removedPlaceholder;
    next = to;
  }
  redacted += text.slice(next);
  return isStorable(redacted) ? redacted : toStorable(redacted);
}

/** Truncates at a character boundary. */
function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  let end = Math.min(bytes.length, maxBytes);
  while (end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
