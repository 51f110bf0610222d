/** First parts of a path that mean something else than a workspace. */
const reserved = new Set([
  "_next",
  "about",
  "account",
  "admin",
  "api",
  "app",
  "assets",
  "auth",
  "blog",
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
  "new",
  "pricing",
  "privacy",
  "ready",
  "robots",
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
