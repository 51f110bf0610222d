/**
 * The URL of a call as its caller means it. SDKs append "/users/upsert" to a root URL that may end in a slash, and
 * people end a path in one: Next would answer either with a redirect. Nothing else of a path is touched.
 */
export function tidyUrl(url: string): string {
  const parts = /^((?:https?:\/\/[^/?#]*)?\/api)(\/[^?#]*)(.*)$/s.exec(url);
  if (!parts) return url;
  const [, root, path = "", rest] = parts;
  return root + path.replace(/^\/+/, "/").replace(/(?<!\/)\/$/, "") + rest;
}
