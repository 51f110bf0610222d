import { z } from "zod";
import { closeJson, isJson } from "@/lib/json/close";
import { replaceJsonTokens } from "@/lib/json/scanner";
import { maskedPlaceholder, removedPlaceholder } from "@/lib/logs/redact/placeholders";

declare module "zod" {
  interface GlobalMeta {
    /** The log never holds the value. */
    sensitive?: boolean;
  }
}

/**
 * Words that say of a name, which callers may choose themselves, that its value is secret. The name ends with one of
 * them, or with what is made of one: "dbPassword", "password_hash", "X-Api-Key", but not "token_count".
 */
const secretWords = [
  "password",
  "passwd",
  "passphrase",
  "passcode",
  "pwd",
  "secret",
  "token",
  "authorization",
]
  .concat(["api key", "access key", "private key", "credit card", "card number", "cvv", "cvc", "iban", "ssn"])
  .join("|");
const secretName = new RegExp(`(^|_)(${secretWords.replaceAll(" ", "_?")})(_?(number|key|hash|value))?$`);
/** The same in a text, where a name may be spelled in several ways. */
const secretText = secretWords.replaceAll(" ", "[^a-z\\d]{0,9}");

/** What must be masked in the calls of one endpoint. */
export type SensitiveFields = {
  /** Of fields and parameters that its schemas mark. */
  names: ReadonlySet<string>;
  /** What a text has somewhere if it has a sensitive name. Most have not, and are not looked at any further. */
  hint: RegExp;
  /** Whether its answers can have any such value. */
  inAnswers: boolean;
};

type Schemas = { query?: z.ZodType; body?: z.ZodType; output?: z.ZodType };

/** What `.meta({ sensitive: true })` and free names in an endpoint's schemas make sensitive. */
export function findSensitiveFields({ query, body, output }: Schemas): SensitiveFields {
  const sent = new Set<string>();
  const answered = new Set<string>();
  for (const schema of [query, body]) if (schema) collect(schema, sent);
  const hasFreeNames = output !== undefined && collect(output, answered);
  const names = new Set([...sent, ...answered]);
  const spelled = [...names].map((name) => name.replace(/\W/g, "\\$&"));
  const hint = new RegExp([secretText, ...spelled].join("|"), "i");
  return { names, hint, inAnswers: hasFreeNames || answered.size > 0 };
}

/** Adds a schema's sensitive names to `names`; tells whether it has objects whose names are free. */
function collect(schema: z.ZodType, names: Set<string>): boolean {
  let hasFreeNames = false;
  const visit = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    if ("additionalProperties" in part && typeof part.additionalProperties === "object") hasFreeNames = true;
    for (const [name, value] of Object.entries(part)) {
      if (typeof value === "object" && value?.sensitive === true) names.add(name);
      visit(value);
    }
  };
  visit(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return hasFreeNames;
}

function isSensitive(name: string, { names }: Pick<SensitiveFields, "names">): boolean {
  return names.has(name) || secretName.test(toWords(name));
}

function toWords(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "_")
    .replace(/_$/, "");
}

/** A body with each sensitive value masked, however deep it lies; everything else stays as it was sent. */
export function maskSensitiveBody(text: string, sensitive: SensitiveFields): string {
  if (!mayHaveSensitiveName(text, sensitive)) return text;
  return isJson(text) ? maskJson(text, sensitive) : maskBroken(text, sensitive);
}

/** The same for the beginning of a longer body, up to a value that may be sensitive and whose end is not known. */
export function maskSensitivePrefix(text: string, sensitive: SensitiveFields): string {
  if (!mayHaveSensitiveName(text, sensitive)) return text;
  const closed = closeJson(text);
  if (!closed) return maskBroken(text, sensitive);
  const { rest } = closed;
  const whole = maskJson(text.slice(0, text.length - rest.length), sensitive);
  return mayHaveSensitiveName(rest, sensitive) || whole.endsWith(JSON.stringify(maskedPlaceholder))
    ? whole
    : whole + rest;
}

function mayHaveSensitiveName(text: string, { hint }: SensitiveFields): boolean {
  return hint.test(text) || escapedLetter.test(text);
}

/** A name may be written with some of its letters escaped. */
const escapedLetter = /\\u00[2-7][\da-f]/i;

/** The text is JSON, or JSON whose end is cut. */
function maskJson(text: string, sensitive: SensitiveFields): string {
  return replaceJsonTokens(text, (scanner) => {
    const { token, start } = scanner;
    if (token === "name" && isSensitive(scanner.string, sensitive)) {
      // The colon belongs to the name, and the value to what is replaced.
      scanner.next();
      const name = text.slice(start, scanner.end);
      scanner.skipValue();
      return name + JSON.stringify(maskedPlaceholder);
    }
    // A string with escapes may hold JSON.
    if (token !== "string" || !scanner.raw.includes("\\")) return null;
    const { string } = scanner;
    const inner = maskSensitiveBody(string, sensitive);
    return inner === string ? null : JSON.stringify(inner);
  });
}

/** Where a value ends is not known in what is no JSON: all that follows a sensitive name is masked. */
function maskBroken(text: string, { hint }: SensitiveFields): string {
  const plain = text.replace(/\\u00([2-7][\da-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const name = hint.exec(plain);
  return name ? `${plain.slice(0, name.index + name[0].length)} ${maskedPlaceholder}` : text;
}

/** A query with its sensitive values masked; the mark of a removed key stays. */
export function maskSensitiveQuery(query: string, sensitive: SensitiveFields): string {
  if (query === "" || !(sensitive.hint.test(query) || query.includes("%"))) return query;
  return query.replace(/[^&]+/g, (pair) => {
    const end = pair.indexOf("=");
    const name = pair.slice(pair.lastIndexOf("?", end) + 1, Math.max(0, end));
    if (!isSensitive(decode(name), sensitive)) return pair;
    return (
      pair.slice(0, end + 1) +
      (pair.includes(removedPlaceholder, end) ? removedPlaceholder : maskedPlaceholder)
    );
  });
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}
