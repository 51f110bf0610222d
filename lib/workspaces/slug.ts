/** First parts of a path that have another meaning, now or probably later. A workspace there could not be opened. */
const reserved = new Set([
  "404",
  "500",
  "_error",
  "_next",
  "_not-found",
  "about",
  "account",
  "admin",
  "api",
  "app",
  "assets",
  "auth",
  "billing",
  "blog",
  "collect",
  "developers",
  "docs",
  "favicon",
  "fonts",
  "health",
  "help",
  "icon",
  "images",
  "invite",
  "login",
  "logout",
  "mcp",
  "metrics",
  "new",
  "oauth",
  "pricing",
  "privacy",
  "public",
  "ready",
  "robots",
  "security",
  "settings",
  "sign-in",
  "sign-out",
  "sign-up",
  "signin",
  "signout",
  "signup",
  "sitemap",
  "static",
  "status",
  "support",
  "terms",
  "tracker",
  "webhooks",
  "well-known",
  "workspaces",
  "www",
]);

/**
 * A workspace's place in the URL, from its name. The first attempt is the bare name; where that is taken or
 * reserved, four random characters follow.
 */
export function createSlug(name: string, attempt: number): string {
  const bare = toSlug(name);
  if (attempt === 0 && bare !== "" && !reserved.has(bare)) return bare;
  const suffix = crypto.randomUUID().slice(0, 4);
  return `${bare || "workspace"}-${suffix}`;
}

function toSlug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}
