import { getDomain } from "tldts";

/**
 * The domain that a host belongs to and that somebody can register, by the whole public suffix list: of
 * "www.acme-inc.com" it is "acme-inc.com", and of "app.alice.github.io", as for cookies, "alice.github.io".
 */
export function findRegistrableDomain(host: string): string | null {
  return getDomain(host, { allowPrivateDomains: true });
}
