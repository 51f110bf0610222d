/** What the website's own Content-Security-Policy must allow. */
export function createContentSecurityPolicy(origin: string): string {
  return `Content-Security-Policy:
  script-src 'nonce-…' ${origin}/tracker.js;
  connect-src ${origin}/collect;`;
}

/** The environment variable of the secret. */
export const websiteSecretVariable = "WEBSITE_SECRET";

/** Runs on the page, with the proof from the server. */
export const identifyCall = `journy("identify", { userId, verification });`;
