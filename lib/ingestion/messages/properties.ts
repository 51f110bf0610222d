import { fromLargeInteger } from "@/lib/contacts/schema/large-integer";
import type { SentProperties } from "@/lib/contacts/schema/property";
import { maxListItems, maxNameLength, maxNames, maxTextLength } from "@/lib/contacts/schema/property-limits";
import { isObject, type MessageFields, toFields } from "@/lib/ingestion/messages/fields";
import type { MessageWarning } from "@/lib/ingestion/outcomes";
import { cutText, isLonger } from "@/lib/text/text";

type Warnings = Set<MessageWarning>;

/** Objects within objects: "address_geo_lat". Deeper ones become their JSON. */
const maxLevels = 3;

/** Traits as properties of a contact. */
export function toProperties(traits: unknown, warnings: Warnings): SentProperties {
  return convert(traits, toPropertyValue, warnings);
}

type MetadataValue = string | number | boolean;

/** Properties of an event as its metadata, which has no lists: they become their JSON. */
export function toMetadata(properties: unknown, warnings: Warnings): Map<string, MetadataValue> {
  return convert(properties, toMetadataValue, warnings);
}

/** Converts the values. `toValue` returns undefined for one that fits no type, and null for one that is absent. */
function convert<Value>(
  sent: unknown,
  toValue: (value: unknown, warnings: Warnings) => Value | undefined,
  warnings: Warnings,
): Map<string, Exclude<Value, Absent>> {
  const converted = new Map<string, Exclude<Value, Absent>>();
  if (sent !== undefined && !isObject(sent) && !isEmptyList(sent)) warnings.add("invalid_values");
  for (const [name, value] of flatten(toFields(sent), warnings)) {
    const result = toValue(value, warnings);
    if (result === undefined) warnings.add("invalid_values");
    else if (result !== absent) {
      if (converted.size === maxNames) {
        warnings.add("too_many_properties");
        break;
      }
      converted.set(name, result as Exclude<Value, Absent>);
    }
  }
  return converted;
}

const absent = Symbol("absent");
type Absent = typeof absent;

/** The values by their path in the object, such as "address_city". The shorter path wins if two have the same name. */
function flatten(object: MessageFields, warnings: Warnings): Map<string, unknown> {
  const values = new Map<string, unknown>();
  let objects: [path: string, object: MessageFields][] = [["", object]];
  for (let level = 1; objects.length > 0; level += 1) {
    const found = new Map<string, unknown>();
    const nested: typeof objects = [];
    for (const [path, parent] of objects)
      for (const [sentName, value] of Object.entries(parent)) {
        const name = toName(path, sentName, warnings);
        if (name === undefined) warnings.add("invalid_values");
        else if (!isObject(value)) found.set(name, value);
        else if (level < maxLevels) nested.push([name, value]);
        else if (Object.keys(value).length > 0) found.set(name, toJson(value));
      }
    for (const [name, value] of found) if (!values.has(name)) values.set(name, value);
    objects = nested;
  }
  return values;
}

/** A name with the characters that names may have. Undefined for an empty one. */
function toName(path: string, sent: string, warnings: Warnings): string | undefined {
  const trimmed = sent.trim();
  const own = trimmed.replace(/[^\p{L}\p{M}\p{N}_. -]/gu, "_");
  if (own === "") return undefined;
  if (own !== trimmed) warnings.add("renamed_properties");
  const name = path === "" ? own : `${path}_${own}`;
  if (!isLonger(name, maxNameLength)) return name;
  warnings.add("long_name");
  return cutText(name, maxNameLength).trim();
}

function toPropertyValue(value: unknown, warnings: Warnings) {
  if (value === null || typeof value === "bigint") return value;
  return Array.isArray(value) ? toList(value, warnings) : toScalar(value);
}

function toMetadataValue(value: unknown): MetadataValue | Absent | undefined {
  if (value === null) return absent;
  if (typeof value === "bigint") return fromLargeInteger(value);
  return toScalar(Array.isArray(value) ? toJson(value) : value);
}

/** Undefined if the value is too long, infinite, or of another type. */
function toScalar(value: unknown): MetadataValue | undefined {
  if (typeof value === "string") return isLonger(value, maxTextLength) ? undefined : value;
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
    ? value
    : undefined;
}

/** The items as texts, without empty ones. A list with objects or lists becomes its JSON. */
function toList(list: readonly unknown[], warnings: Warnings): string[] | MetadataValue | undefined {
  if (list.some((item) => typeof item === "object" && item !== null)) return toScalar(toJson(list));
  const items = list.filter((item) => item !== null && item !== "").map(String);
  const valid = items.filter((item) => !isLonger(item, maxTextLength));
  if (valid.length < items.length || valid.length > maxListItems) warnings.add("invalid_values");
  return valid.slice(0, maxListItems);
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? fromLargeInteger(part) : part));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
