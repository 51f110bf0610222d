import type { IncomingHttpHeaders } from "node:http";
import { isStorable, toStorable } from "@/lib/text";

/** The place of something that must not be kept. */
export const removed = "[removed]";

/** The place of a value whose name says that it is secret. It does not tell of what type that was. */
export const masked = "[masked]";

/** Those that this API reads, and what proxies and other services add: "x-auth-token", "x-amzn-oidc-accesstoken". */
const secretHeader = /(authorization|cookie|(api|access)[-_]?key|password|secret|token|assertion)$/;

/** Anything that looks like a key, or a good part of one, whichever of its characters are percent-encoded. */
const keyPattern = /(j|%6a)(n|%6e)(y|%79)(_|%5f)([0-9a-z]|%[3-7][0-9a-f]){16,}/gi;

/** The headers, by their names in lower case, as they may be kept, as JSON: the values of secret ones removed. */
export function redactHeaders(headers: IncomingHttpHeaders): string {
  let members = "";
  for (const name in headers) {
    // Put there by the front door, not by the caller: see lib/api/client-address.ts.
    if (name === "x-forwarded-for") continue;
    // HTTP has no name with anything in it that JSON escapes.
    members += `,"${name}":${JSON.stringify(secretHeader.test(name) ? removed : String(headers[name]))}`;
  }
  // All of it at once: looking at each value by itself costs several times as much.
  return redactText(`{${members.slice(1)}}`);
}

/** Removes keys wherever somebody put them, and what PostgreSQL's text cannot hold. */
export function redactText(text: string): string {
  // A key has an underscore, which may be percent-encoded. One character is found several times faster than a pattern.
  const redacted = text.includes("_") || text.includes("%") ? text.replace(keyPattern, removed) : text;
  return isStorable(redacted) ? redacted : toStorable(redacted);
}
