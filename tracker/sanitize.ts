import { maxListItems, maxNameLength, maxNames, maxTextLength } from "@/lib/contacts/schema/property-limits";
import { emailPattern, maxEmailLength } from "@/lib/text/email-pattern";

/**
 * Values come from the website's own code, so each may be of any type or throw when it is read. These functions return
 * what the collector accepts, or undefined.
 */

/** JSON bytes of the properties, metadata or parameters of a message. The other fields fit into the rest of 64 KiB. */
const maxRecordBytes = 45_000;

/** The field, or undefined if the object throws. */
export function readField(source: unknown, name: string): unknown {
  try {
    return (source as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** An id or a verification. A shortened or repaired one would identify another contact. */
export function toId(value: unknown, maxLength: number): string | undefined {
  const isNumber = typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value));
  const id = isNumber ? String(value) : value;
  // The collector accepts no id that a URL cannot carry.
  return isText(id, 1, maxLength) && !/^\.{1,2}$/.test(id) ? id : undefined;
}

/** An email with its host in ASCII. */
export function toEmail(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim() : "";
  const [, local = "", host = ""] = /^([^@]*)@([^@/\\?#%:\s]{1,1000})$/.exec(text) ?? [];
  try {
    const isAscii = /^[ -~]*$/.test(host);
    const email = `${local}@${isAscii ? host : new URL(`http://${host}`).hostname}`;
    return email.length <= maxEmailLength && emailPattern.test(email) ? email : undefined;
  } catch {
    return undefined;
  }
}

/** The name of an event, shortened if too long: without a name the message is invalid. */
export function toName(value: unknown, maxLength: number): string | undefined {
  const name = typeof value === "number" ? toId(value, maxLength) : value;
  return typeof name === "string" && name ? shorten(name, maxLength) : undefined;
}

/** At most `maxLength` UTF-16 units, without a lone surrogate at the end. */
export function shorten(text: string, maxLength: number): string {
  return repair(text.length > maxLength ? text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, "") : text);
}

/** A value of a property; null removes the property. */
export function toProperty(value: unknown): unknown {
  return value === null ? null : Array.isArray(value) ? toList(value) : toScalar(value);
}

/** A value of an event's metadata. */
export function toScalar(value: unknown): string | number | boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "string") {
    const text = repair(value);
    return isText(text, 0, maxTextLength) ? text : undefined;
  }
  // Dates and other objects with toJSON. Plain objects can be as large as a page's state.
  if (typeof value !== "object" || typeof (value as { toJSON?: unknown } | null)?.toJSON !== "function")
    return undefined;
  const json: unknown = JSON.parse(JSON.stringify(value));
  return typeof json === "object" ? undefined : toScalar(json);
}

/** A list without some of its items has another meaning: all or nothing. */
function toList(values: unknown[]): string[] | undefined {
  if (values.length > maxListItems) return undefined;
  const items = Array.from(values, (value) => (typeof value === "string" ? repair(value) : value));
  return items.every((item): item is string => isText(item, 1, maxTextLength)) ? items : undefined;
}

/** The entries that the collector accepts, as many as fit. Logs the names of the others. */
export function toRecord(
  source: unknown,
  toValue: (value: unknown) => unknown,
): Record<string, unknown> | undefined {
  const names = readNames(source);
  if (!names) return undefined;
  // Without a prototype "__proto__" is a name like any other.
  const record: Record<string, unknown> = Object.create(null);
  const dropped: string[] = [];
  let [count, bytes] = [0, 0];
  for (const name of names) {
    const value = readValue(source, name, toValue);
    if (value === absent) continue;
    const size = value === undefined ? 0 : countBytes(JSON.stringify([name, value]));
    const fits = count < maxNames && bytes + size <= maxRecordBytes && isText(name, 1, maxNameLength);
    if (value === undefined || !fits) dropped.push(name);
    else {
      record[name] = value;
      count += 1;
      bytes += size;
    }
  }
  if (dropped.length > 0) console.warn("journy: left out:", dropped.slice(0, 20).join(", "));
  return record;
}

/** Undefined for a list or another value that is not a record. */
function readNames(source: unknown): string[] | undefined {
  try {
    return typeof source === "object" && source && !Array.isArray(source) ? Object.keys(source) : undefined;
  } catch {
    return undefined;
  }
}

const absent = Symbol();

function readValue(source: unknown, name: string, toValue: (value: unknown) => unknown): unknown {
  try {
    const value = (source as Record<string, unknown>)[name];
    return value === undefined ? absent : toValue(value);
  } catch {
    return undefined;
  }
}

export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Replaces what PostgreSQL cannot store, NUL and lone surrogates, with U+FFFD. */
function repair(text: string): string {
  return text
    .replace(/[\uD800-\uDFFF]/gu, "\uFFFD")
    .split("\0")
    .join("\uFFFD");
}

function isText(value: unknown, minLength: number, maxLength: number): value is string {
  if (typeof value !== "string" || value.length < minLength || value.length > 2 * maxLength) return false;
  return Array.from(value).length <= maxLength && repair(value) === value;
}
