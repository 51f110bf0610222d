/** `search` begins with "?", or is empty. */
export type SplitUrl = { path: string; search: string };

/** Splits the URL of a Request, which is absolute and has no fragment. Faster than a URL object. */
export function splitUrl(url: string): SplitUrl {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.indexOf("?", start);
  return end === -1
    ? { path: url.slice(start), search: "" }
    : { path: url.slice(start, end), search: url.slice(end) };
}

/**
 * Removes doubled slashes after /api and the trailing slash: SDKs append "/users/upsert" to a root URL that may end in a
 * slash. Next would redirect.
 */
export function normalizeUrl(url: string): string {
  const parts = /^((?:https?:\/\/[^/?#]*)?\/api)(\/[^?#]*)(.*)$/s.exec(url);
  if (!parts) return url;
  const [, root, path = "", rest] = parts;
  return root + path.replace(/^\/+/, "/").replace(/(?<!\/)\/$/, "") + rest;
}

export function isApiCall(url: string): boolean {
  // HTTP allows an absolute URL as the target. Next answers session paths: sign-in and session routes.
  return /^(?:https?:\/\/[^/?#]*)?\/api(?!\/auth(?:[/?]|$))(?:[/?]|$)/.test(url) && !isSessionCall(url);
}

export function isCollectorCall(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]*)?\/collect(?:\?|$)/.test(url);
}

/** Next redirects paths with empty segments, and reads "/api" as a workspace. In the API both are unknown paths. */
export function isRedirectedByNext(url: string): boolean {
  return /\\|\/\/|^\/api$/.test(url.split("?", 1)[0] ?? "");
}

/** Next fails at invalid percent-encoding. In the API it is an unknown path. */
export function isDecodable(url: string): boolean {
  if (!url.includes("%")) return url !== "" && !url.startsWith("?");
  try {
    return decodeURI(url.split("?", 1)[0] ?? "") !== "";
  } catch {
    return false;
  }
}

export function isAuthCall(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]*)?\/api\/auth(?:[/?]|$)/.test(url);
}

/** Routes that Next answers, by a session or, for reports of leaked keys, without one: the logs, previews, searches of contacts and suggestions. */
export function isSessionCall(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]*)?\/api\/(?:logs(?:\/(?:live|activity|first-call|key-use))?|audit-log|previews|contact-searches|suggestions|leaked-keys(?:\/github)?)(?:\?|$)/.test(
    url,
  );
}

/**
 * Whether a path segment is "." or ".." with an encoded dot. URL parsers resolve it to another path; here it is an
 * unknown id.
 */
export function hasEncodedDots(url: string): boolean {
  if (!/%2e/i.test(url)) return false;
  return /\/(?:%2e\.?|\.%2e|%2e%2e)(?:[/?#]|$)/i.test(url.split("?", 1)[0] ?? "");
}
