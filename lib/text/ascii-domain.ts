/** The limit of the DNS. */
export const maxDomainLength = 253;

/** No domain is longer in Unicode. Conversion to ASCII takes quadratic time. */
const maxUnicodeLength = 4 * maxDomainLength;

/** The domain in ASCII, or the text if it is not a bare host. `URL` works in browsers, unlike Node's `domainToASCII`. */
export function toAsciiDomain(text: string): string {
  const domain = text.trim();
  if (domain.length > maxUnicodeLength || /[/\\?#%@:\s\p{Cc}]/u.test(domain)) return text;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : text;
}
