/**
 * Where to go after signing in. Only a path of this site counts: whatever could lead elsewhere ("//evil.example",
 * "/\evil.example", "https:…") is answered with the start page.
 */
export function toSafePath(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/")) return "/";
  const here = "http://here.invalid";
  if (!URL.canParse(next, here)) return "/";
  const url = new URL(next, here);
  const path = url.pathname + url.search;
  return url.origin === here && !path.startsWith("//") ? path : "/";
}

/** The sign-in page, which then leads on to `next`. */
export function getSignInPath(next: unknown): string {
  const path = toSafePath(next);
  return path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
}
