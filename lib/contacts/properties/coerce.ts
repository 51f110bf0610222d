import { fromLargeInteger, toDouble } from "@/lib/contacts/schema/large-integer";
import type { PropertyType, PropertyValue, SentValue } from "@/lib/contacts/schema/property";
import { normalizeDate } from "@/lib/timestamp";

/** The type of a new property, from its first value. */
export function inferType(value: SentValue): PropertyType {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return normalizeDate(value) === undefined ? "string" : "date";
  if (typeof value === "bigint") return typeof fromLargeInteger(value) === "number" ? "number" : "string";
  return typeof value === "number" ? "number" : "boolean";
}

/** Converts a value to the type. Undefined if something would be lost. */
export function coerceValue(value: SentValue, type: PropertyType): PropertyValue | undefined {
  if (Array.isArray(value)) return type === "list" ? value : undefined;
  if (type === "string") return String(value);
  if (typeof value === "bigint") return type === "number" ? toDouble(value) : undefined;
  if (typeof value !== "string") return typeof value === type ? value : undefined;
  if (type === "number") return toNumber(value);
  if (type === "boolean") return value === "true" || (value === "false" ? false : undefined);
  return type === "date" ? normalizeDate(value) : undefined;
}

/** Example: "Expected a date but found a boolean." */
export function explainMismatch(value: SentValue, expected: PropertyType): string {
  if (typeof value === "bigint")
    return expected === "number"
      ? "Expected a number but found one with too many digits."
      : `Expected a ${expected} but found a number.`;
  const found = Array.isArray(value) ? "list" : typeof value;
  return `Expected a ${expected} but found ${value === "" ? "an empty" : "a"} ${found}.`;
}

/** "renews_at" becomes "Renews at". */
export function toLabel(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .split(/[\s_.-]+/)
    .filter(Boolean);
  const label = words.map((word) => (/^[A-Z][a-z]/.test(word) ? word.toLowerCase() : word)).join(" ");
  return label === "" ? name : label.charAt(0).toUpperCase() + label.slice(1);
}

/** Smaller doubles have fewer than 15 significant digits. */
const minNormal = 2 ** -1022;

/** Undefined if a double cannot hold every digit. 15 digits always fit; more fit if they survive the round trip. */
function toNumber(text: string): number | undefined {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return undefined;
  const number = Number(text);
  const digits = text.replace(/e.*$/i, "").replace(/\D/g, "").replace(/^0+/, "");
  if (digits === "") return number;
  if (!Number.isFinite(number) || Math.abs(number) < minNormal) return undefined;
  return digits.length <= 15 || String(number) === text ? number : undefined;
}
