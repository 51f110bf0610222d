import { closeJson, isJson } from "@/lib/json/close";
import { JsonScanner, replaceJsonTokens } from "@/lib/json/scanner";
import { removedPlaceholder } from "@/lib/logs/redact/placeholders";
import { type LogDetail, type LogRow, maxLoggedBodyBytes } from "@/lib/logs/schema";

/** Hides a stored value from readers without permission, and until it is revealed. */
export const hiddenPlaceholder = "•••";

/** Headers whose values contain no personal data. */
const harmlessHeaders =
  /^(accept|accept-encoding|accept-language|allow|cache-control|connection|content-encoding|content-length|content-type|date|etag|host|keep-alive|ratelimit|ratelimit-policy|retry-after|server|strict-transport-security|transfer-encoding|user-agent|vary|x-content-type-options|x-ratelimit-[a-z-]+|x-request-id)$/;

/** Hides the values in the URL of a list row. */
export function maskRow<Row extends Pick<LogRow, "path" | "route" | "query">>(row: Row): Row {
  return { ...row, path: maskPath(row.path, row.route), query: maskQuery(row.query) };
}

/** Hides all values of a call. Names and types remain. */
export function maskDetail(call: LogDetail): LogDetail {
  return {
    ...maskRow(call),
    requestHeaders: maskHeaders(call.requestHeaders),
    requestBody: maskBody(call.requestBody, call.requestBytes),
    responseHeaders: maskHeaders(call.responseHeaders),
    responseBody: maskResponse(call),
  };
}

/** Hides the values of a response except the request id, the status and the API's own messages. */
function maskResponse(call: LogDetail): string {
  const values = listValues(call);
  return maskBody(call.responseBody, call.responseBytes, (path, text) => {
    const [name, field] = path;
    if (name === "meta" && path.length === 2 && (field === "requestId" || field === "status")) return text;
    const isMessage = (name === "message" && path.length === 1) || isFieldError(path);
    return isMessage && typeof text === "string" ? maskMessage(text, values) : null;
  });
}

/** "errors.fields.<name>" and "errors.parameters.<in>.<name>". */
function isFieldError([errors, part, ...names]: readonly string[]): boolean {
  return (
    errors === "errors" &&
    ((part === "fields" && names.length === 1) || (part === "parameters" && names.length === 2))
  );
}

/** The parts of API messages that quote the request. */
const quotes: readonly RegExp[] = [
  /(?<=^Unknown path ').*(?='\. )/s,
  // Rows of an earlier version.
  /(?<=^There is nothing at ').*(?='\. )/s,
  /(?<=^This is not valid JSON: ).*(?=\.$)/s,
];

/** Hides the quoted parts of an API message, or the whole message if it contains another value of the request. */
function maskMessage(message: string, values: readonly string[]): string {
  const masked = quotes.reduce((text, quote) => text.replace(quote, hiddenPlaceholder), message);
  return values.some((value) => masked.includes(value)) ? hiddenPlaceholder : masked;
}

/** Shorter values occur within ordinary words. */
const minValueLength = 3;

/** The values of a request that a message may quote. */
function listValues({ path, route, query, requestBody, requestBytes }: LogDetail): string[] {
  const names = `/api${route ?? ""}`.split("/");
  const segments = path.split("/").filter((segment, at) => segment !== names[at]);
  const values = [...segments, ...segments.map(decode), ...new URLSearchParams(query).values()];
  const json =
    isJson(requestBody) || requestBytes <= maxLoggedBodyBytes ? requestBody : closeJson(requestBody)?.json;
  if (json) values.push(...listJsonValues(json));
  return values.filter((value) => value.length >= minValueLength);
}

/** The strings, numbers and booleans of JSON, also of invalid JSON. */
function listJsonValues(text: string): string[] {
  const scanner = new JsonScanner(text);
  const values: string[] = [];
  while (scanner.next()) {
    if (scanner.token === "string") values.push(readToken(scanner.raw));
    else if (scanner.token === "scalar" || scanner.token === "cut")
      for (const [value] of scanner.raw.matchAll(/-?\d[-+.\deE]*|true|false/g)) values.push(readToken(value));
  }
  return values;
}

function readToken(raw: string): string {
  try {
    return String(JSON.parse(raw));
  } catch {
    return raw;
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Hides path parameters, and everything after /api in a path that the catalog does not have. */
export function maskPath(path: string, route: string | null): string {
  const segments = path.split("/");
  const names = `/api${route ?? ""}`.split("/");
  const fits =
    segments.length === names.length && names.every((name, at) => isParameter(name) || name === segments[at]);
  if (!fits || route === null)
    return path.startsWith("/api/") ? `/api/${hiddenPlaceholder}` : `/${hiddenPlaceholder}`;
  return names.map((name) => (isParameter(name) ? hiddenPlaceholder : name)).join("/");
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{");
}

/** Hides every value of a query, and names that may hold personal data. */
export function maskQuery(query: string): string {
  if (query === "" || query === "?") return query;
  const masked = query
    .replace(/^\?/, "")
    .split("&")
    .map((part) => {
      const [name = "", value] = part.split(/=(.*)/s);
      return value === undefined
        ? hiddenPlaceholder
        : `${isPlainName(name) ? name : hiddenPlaceholder}=${hiddenPlaceholder}`;
    });
  return `?${masked.join("&")}`;
}

/** Email addresses, URLs and most tokens do not match. */
const plainName = /^[\p{L}\p{M}\p{N}_$.:[\] -]{0,64}$/u;
/** Phone numbers and ids have more digits. */
const maxDigits = 4;

/** Whether a name is free of personal data: clients choose some names. */
function isPlainName(name: string): boolean {
  return plainName.test(name) && name.replace(/\P{N}/gu, "").length <= maxDigits;
}

export function maskHeaders(headers: Record<string, string>): Record<string, string> {
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, maskHeader(name, value)]));
}

function maskHeader(name: string, value: string): string {
  return value === removedPlaceholder || harmlessHeaders.test(name) ? value : hiddenPlaceholder;
}

/** The value to show, or null to hide it. The path holds the names that lead to it; lists add none. */
type Keep = (path: readonly string[], value: string | number | boolean) => string | number | boolean | null;

/** Keeps the structure and plain names of JSON and hides its values. Hides other text as a whole. */
export function maskBody(text: string, bytes: number, keep: Keep = () => null): string {
  if (text === "") return "";
  const json = isJson(text) ? text : bytes > maxLoggedBodyBytes ? closeJson(text)?.json : null;
  if (!json) return hiddenPlaceholder;
  const path: string[] = [];
  return replaceJsonTokens(json, ({ token, raw }) => {
    switch (token) {
      case "{":
      case "[":
        path.push("");
        return null;
      case "}":
      case "]":
        path.pop();
        return null;
      case "name": {
        const name: string = JSON.parse(raw);
        path[path.length - 1] = name;
        return isPlainName(name) ? null : `"${hiddenPlaceholder}"`;
      }
      case "string":
      case "scalar":
        return raw === "null" ? null : maskValue(JSON.parse(raw), path, keep);
      default:
        return null;
    }
  });
}

/** The placeholder tells the type: `1` becomes `"••• number"`. */
function maskValue(value: string | number | boolean, path: readonly string[], keep: Keep): string {
  const kept = keep(path, value);
  return JSON.stringify(
    kept ?? (typeof value === "string" ? hiddenPlaceholder : `${hiddenPlaceholder} ${typeof value}`),
  );
}
