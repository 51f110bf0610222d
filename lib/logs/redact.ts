import type { IncomingHttpHeaders } from "node:http";
import { isStorable, toStorable } from "@/lib/text";

/** The place of something that must not be kept. */
export const removed = "[removed]";

/** The place of a value whose name says that it is secret. It does not tell of what type that was. */
export const masked = "[masked]";

/** Those that this API reads, and what proxies and other services add: "x-auth-token", "x-amzn-oidc-accesstoken". */
const secretHeader = /(authorization|cookie|(api|access)[-_]?key|password|secret|token|assertion)$/;

/** A character may be percent-encoded, or escaped as JSON does it: "\u006a", with more backslashes in JSON within JSON. */
const encoded = String.raw`(?:%|\\{1,8}u00)`;

/** Anything that looks like a key, or a good part of one, whichever of its characters are encoded or escaped. */
const keyPattern = new RegExp(
  `(j|${encoded}[46]a)(n|${encoded}[46]e)(y|${encoded}[57]9)(_|${encoded}5f)([0-9a-z]|${encoded}[3-7][0-9a-f]){16,}`,
  "gi",
);

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
  // A key has an underscore, which may be written in three ways. These are found several times faster than a pattern.
  const mayHaveKey = text.includes("_") || text.includes("%") || text.includes("\\u005");
  const redacted = mayHaveKey ? text.replace(keyPattern, removed) : text;
  return isStorable(redacted) ? redacted : toStorable(redacted);
}
