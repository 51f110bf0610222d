import { getDomain } from "tldts";

/**
 * The host's public suffix and one label, by the public suffix list with its private part: "www.acme-inc.com" becomes
 * "acme-inc.com", and "app.alice.github.io" becomes "alice.github.io", as for cookies.
 */
export function findRegistrableDomain(host: string): string | null {
  return getDomain(host, { allowPrivateDomains: true });
}
