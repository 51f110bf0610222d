import { closeJson, isJson } from "@/lib/json/close";
import { JsonScanner, replaceJsonTokens } from "@/lib/json/scanner";
import { removedPlaceholder } from "@/lib/logs/redact/placeholders";
import { type LogDetail, type LogRow, maxLoggedBodyBytes } from "@/lib/logs/schema";

/** The place of a value that somebody may not see, or has not asked to see. */
export const hiddenPlaceholder = "•••";

/** Headers whose values say nothing of whom a call is about. */
const harmlessHeaders =
  /^(accept|accept-encoding|accept-language|allow|cache-control|connection|content-encoding|content-length|content-type|date|etag|host|keep-alive|retry-after|server|strict-transport-security|transfer-encoding|user-agent|vary|x-content-type-options|x-ratelimit-[a-z-]+|x-request-id)$/;

/** A row of the list without the values that are in its address. */
export function maskRow<Row extends Pick<LogRow, "path" | "route" | "query">>(row: Row): Row {
  return { ...row, path: maskPath(row.path, row.route), query: maskQuery(row.query) };
}

/** A whole call without its values: what is left is which they are, and of what type. */
export function maskDetail(call: LogDetail): LogDetail {
  return {
    ...maskRow(call),
    requestHeaders: maskHeaders(call.requestHeaders),
    requestBody: maskBody(call.requestBody, call.requestBytes),
    responseHeaders: maskHeaders(call.responseHeaders),
    responseBody: maskResponse(call),
  };
}

/** The response with its values masked, but for the request id, the status and what it says in our own words. */
function maskResponse(call: LogDetail): string {
  const values = listValues(call);
  return maskBody(call.responseBody, call.responseBytes, (path, text) => {
    const [name, field] = path;
    if (name === "meta" && path.length === 2 && (field === "requestId" || field === "status")) return text;
    const isSentence = (name === "message" && path.length === 1) || isProblem(path);
    return isSentence && typeof text === "string" ? maskSentence(text, values) : null;
  });
}

/** "errors.fields.<name>" and "errors.parameters.<place>.<name>". */
function isProblem([errors, place, ...names]: readonly string[]): boolean {
  return (
    errors === "errors" &&
    ((place === "fields" && names.length === 1) || (place === "parameters" && names.length === 2))
  );
}

/** What the API quotes of a request in its sentences, up to the end or the closing quotation mark. */
const quotes: readonly RegExp[] = [
  /(?<=^Unknown path ').*(?='\. )/s,
  // Rows of an earlier version.
  /(?<=^There is nothing at ').*(?='\. )/s,
  /(?<=^This is not valid JSON: ).*(?=\.$)/s,
];

/** A sentence of the API without what it quotes. A sentence that has a value of the request all the same is masked. */
function maskSentence(sentence: string, values: readonly string[]): string {
  const masked = quotes.reduce((text, quote) => text.replace(quote, hiddenPlaceholder), sentence);
  return values.some((value) => masked.includes(value)) ? hiddenPlaceholder : masked;
}

/** Shorter values are in many words. */
const minValueLength = 3;

/** The values of a request, as they may be quoted. */
function listValues({ path, route, query, requestBody, requestBytes }: LogDetail): string[] {
  const names = `/api${route ?? ""}`.split("/");
  const segments = path.split("/").filter((segment, at) => segment !== names[at]);
  const values = [...segments, ...segments.map(decode), ...new URLSearchParams(query).values()];
  const json =
    isJson(requestBody) || requestBytes <= maxLoggedBodyBytes ? requestBody : closeJson(requestBody)?.json;
  if (json) values.push(...listJsonValues(json));
  return values.filter((value) => value.length >= minValueLength);
}

/** The strings, numbers and booleans of JSON, or of text that its sender meant as JSON. */
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

/** The path with its parameters masked; of a path that is none of the catalog's, nothing is known to be harmless. */
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

/** The query with each value masked, and what is no plain name. */
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

/** What names are made of. An email address, a URL and most tokens have something else in them, or are longer. */
const plainName = /^[\p{L}\p{M}\p{N}_$.:[\] -]{0,64}$/u;
/** Telephone numbers and ids have more digits. */
const mostDigits = 4;

/** Whether a name is one alone: who calls chooses some of them, and may have put there whom the call is about. */
function isPlainName(name: string): boolean {
  return plainName.test(name) && name.replace(/\P{N}/gu, "").length <= mostDigits;
}

export function maskHeaders(headers: Record<string, string>): Record<string, string> {
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, maskHeader(name, value)]));
}

function maskHeader(name: string, value: string): string {
  return value === removedPlaceholder || harmlessHeaders.test(name) ? value : hiddenPlaceholder;
}

/** What to show of a value, by the names that lead to it; null: its mask. A list has the name of its object's member. */
type Keep = (path: readonly string[], value: string | number | boolean) => string | number | boolean | null;

/** JSON with its plain names, nesting and lengths, and a mask for each value; any other text is masked as a whole. */
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

/** Masks keep the type: `1` becomes `"••• number"`. */
function maskValue(value: string | number | boolean, path: readonly string[], keep: Keep): string {
  const kept = keep(path, value);
  return JSON.stringify(
    kept ?? (typeof value === "string" ? hiddenPlaceholder : `${hiddenPlaceholder} ${typeof value}`),
  );
}
