/** First path segments that are or may become routes. A workspace with such a slug could not be opened. */
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
  "analytics",
  "analytics-next",
  "app",
  "assets",
  "auth",
  "backend",
  "billing",
  "blog",
  "collect",
  "confirm-email",
  "deleted-workspaces",
  "developers",
  "docs",
  "favicon",
  "fonts",
  "forgot-password",
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
  "reset-password",
  "robots",
  "security",
  "settings",
  "sign-in",
  "sign-out",
  "report-key",
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
  "v1",
  "webhooks",
  "well-known",
  "workspaces",
  "www",
]);

/** Creates a slug from the name. Later attempts and reserved names get a suffix of four random characters. */
export function createSlug(name: string, attempt: number): string {
  const base = toSlug(name);
  if (attempt === 0 && base !== "" && !reserved.has(base)) return base;
  const suffix = crypto.randomUUID().slice(0, 4);
  return `${base || "workspace"}-${suffix}`;
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
