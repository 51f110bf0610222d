/**
 * Returns the path to open after sign-in. Prevents open redirects: a value that could leave this site
 * ("//evil.example", "/\evil.example", "https:…") becomes "/".
 */
export function toSafePath(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/";
  const base = "http://base.invalid";
  if (!URL.canParse(next, base)) return "/";
  const url = new URL(next, base);
  const path = url.pathname + url.search;
  return url.origin === base && !path.startsWith("//") ? path : "/";
}

/** Returns the path of the sign-in page, which redirects to `next` afterwards. */
export function getSignInPath(next: unknown): string {
  const path = toSafePath(next);
  return path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
}
