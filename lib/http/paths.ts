export function isApiCall(url: string): boolean {
  // HTTP allows a complete URL in place of the path. What a session opens is Next's: signing in, and the log.
  return /^(?:https?:\/\/[^/?#]*)?\/api(?!\/auth(?:[/?]|$))(?:[/?]|$)/.test(url) && !isLogCall(url);
}

export function isCollectorCall(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]*)?\/collect(?:\?|$)/.test(url);
}

/** Next sends whoever asks for a path with empty parts elsewhere, and takes "/api" for a workspace. The API has neither. */
export function isRedirected(url: string): boolean {
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
