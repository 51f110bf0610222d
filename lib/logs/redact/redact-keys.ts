import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { findKeys, type TextSpan } from "@/lib/keys/find-keys";
import { removedPlaceholder } from "@/lib/logs/redact/placeholders";
import { isStorable, toStorable } from "@/lib/text/text";

/** Those that this API reads, and what proxies and other services add: "x-auth-token", "x-amzn-oidc-accesstoken". */
const secretHeader = /(authorization|cookie|(api|access)[-_]?key|password|secret|token|assertion)$/;

/** The headers, by their names in lower case, as they may be kept, as JSON: the values of secret ones removed. */
export function redactHeaders(headers: IncomingHttpHeaders): string {
  let members = "";
  for (const name in headers) {
    // Put there by the fast path, not by the caller: see lib/http/client-ip.ts.
    if (name === "x-forwarded-for") continue;
    // HTTP has no name with anything in it that JSON escapes.
    members += `,"${name}":${JSON.stringify(secretHeader.test(name) ? removedPlaceholder : decodeHeader(String(headers[name])))}`;
  }
  // All of it at once: looking at each value by itself costs several times as much.
  return redactText(`{${members.slice(1)}}`);
}

/** The text of a header. Node reads each byte as one character; most clients send UTF-8. */
export function decodeHeader(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const bytes = Buffer.from(value, "latin1");
  return isUtf8(bytes) ? bytes.toString() : value;
}

/** Removes keys, however they are encoded, and what PostgreSQL's text cannot hold. */
export function redactText(text: string): string {
  return removeSpans(text, findKeys(text));
}

/** Characters after the kept part in which a key that begins before its end is still found. */
export const keyLookahead = 1_024;

/** The first `maxBytes` of a text without its keys. It reads no more of the text than that. */
export function redactPrefix(text: string, maxBytes: number): string {
  // A character has one byte at least.
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

/** The first bytes of a text, never half a character. */
function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  let end = Math.min(bytes.length, maxBytes);
  while (end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
