/** The part of a URL that is its path, and the part from "?" on, or "". */
export type SplitUrl = { path: string; search: string };

/** Splits the URL of a Request, which is complete and has no fragment, without the cost of a URL object. */
export function splitUrl(url: string): SplitUrl {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.indexOf("?", start);
  return end === -1
    ? { path: url.slice(start), search: "" }
    : { path: url.slice(start, end), search: url.slice(end) };
}

/**
 * The URL of a call as its caller means it. SDKs append "/users/upsert" to a root URL that may end in a slash, and
 * people end a path in one: Next would answer either with a redirect. Nothing else of a path is touched.
 */
export function normalizeUrl(url: string): string {
  const parts = /^((?:https?:\/\/[^/?#]*)?\/api)(\/[^?#]*)(.*)$/s.exec(url);
  if (!parts) return url;
  const [, root, path = "", rest] = parts;
  return root + path.replace(/^\/+/, "/").replace(/(?<!\/)\/$/, "") + rest;
}

export function isApiCall(url: string): boolean {
  // HTTP allows a complete URL in place of the path. What a session opens is Next's: signing in, and the log.
  return /^(?:https?:\/\/[^/?#]*)?\/api(?!\/auth(?:[/?]|$))(?:[/?]|$)/.test(url) && !isLogCall(url);
}

export function isCollectorCall(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]*)?\/collect(?:\?|$)/.test(url);
}

/** Next sends whoever asks for a path with empty parts elsewhere, and takes "/api" for a workspace. The API has neither. */
export function isRedirectedByNext(url: string): boolean {
  return /\\|\/\/|^\/api$/.test(url.split("?", 1)[0] ?? "");
}

/** Next fails at a path whose percent-encoding is broken. The API knows that there is nothing at it. */
export function isDecodable(url: string): boolean {
  try {
    return decodeURI(url.split("?", 1)[0] ?? "") !== "";
  } catch {
    return false;
  }
}

/** Signing in and out. */
export function isAuthCall(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]*)?\/api\/auth(?:[/?]|$)/.test(url);
}

/** The log's own paths, which a session opens. */
export function isLogCall(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]*)?\/api\/logs(?:\/(?:live|activity|first-call))?(?:\?|$)/.test(url);
}

/**
 * Whether a segment of the path is "." or ".." with an encoded dot, which URL parsers resolve like plain dots.
 * Here it is an id that nothing has, never another path.
 */
export function hasEncodedDots(url: string): boolean {
  if (!/%2e/i.test(url)) return false;
  return /\/(?:%2e\.?|\.%2e|%2e%2e)(?:[/?#]|$)/i.test(url.split("?", 1)[0] ?? "");
}
