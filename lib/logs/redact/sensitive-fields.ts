import { z } from "zod";
import { closeJson, isJson } from "@/lib/json/close";
import { replaceJsonTokens } from "@/lib/json/scanner";
import { maskedPlaceholder, removedPlaceholder } from "@/lib/logs/redact/placeholders";

declare module "zod" {
  interface GlobalMeta {
    /** The log never stores the value. */
    sensitive?: boolean;
  }
}

/**
 * Words that mark a name chosen by the client as sensitive. The name ends with the word, or with a derived value:
 * "dbPassword", "password_hash", "X-Api-Key", but not "token_count".
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
/** Matches any spelling of these names within a text. */
const secretText = secretWords.replaceAll(" ", "[^a-z\\d]{0,9}");

/** The fields to mask in the calls of one endpoint. */
export type SensitiveFields = {
  /** Names marked in the schemas of the endpoint. */
  names: ReadonlySet<string>;
  /** Cheap first test: a text that does not match has no sensitive name. */
  hint: RegExp;
  /** Whether responses can contain sensitive values. */
  inAnswers: boolean;
};

type Schemas = { query?: z.ZodType; body?: z.ZodType; output?: z.ZodType };

/** Finds fields with `.meta({ sensitive: true })`, and whether responses have names that clients choose. */
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

/** Adds the sensitive names of a schema to `names`. Returns whether it has objects with free names. */
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

/** Masks sensitive values at any depth. Other text stays as sent. */
export function maskSensitiveBody(text: string, sensitive: SensitiveFields): string {
  if (!mayHaveSensitiveName(text, sensitive)) return text;
  return isJson(text) ? maskJson(text, sensitive) : maskBroken(text, sensitive);
}

/** Masks a truncated body, and drops an incomplete last value that may be sensitive. */
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

/** Letters of a name may be escaped in JSON. */
const escapedLetter = /\\u00[2-7][\da-f]/i;

/** For JSON that may be truncated. */
function maskJson(text: string, sensitive: SensitiveFields): string {
  return replaceJsonTokens(text, (scanner) => {
    const { token, start } = scanner;
    if (token === "name" && isSensitive(scanner.string, sensitive)) {
      // Keeps the name with its colon and replaces the value.
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

/** For invalid JSON: masks everything after the first sensitive name, since the end of its value is unknown. */
function maskBroken(text: string, { hint }: SensitiveFields): string {
  const plain = text.replace(/\\u00([2-7][\da-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const name = hint.exec(plain);
  return name ? `${plain.slice(0, name.index + name[0].length)} ${maskedPlaceholder}` : text;
}

/** Masks sensitive values of a query. The placeholder of a removed key stays: it shows that the URL exposed one. */
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
