/** What the DNS has room for. */
export const longestDomain = 253;

/** No domain is longer before it is spelled as the DNS does. To spell a text takes time with the square of its length. */
const longestSpelling = 4 * longestDomain;

/**
 * As the DNS spells it. A part of an address is left as it is: parsing would drop what follows the host. `URL` does in
 * browsers, too, what `domainToASCII` does in Node.js alone.
 */
export function toAsciiDomain(text: string): string {
  const domain = text.trim();
  if (domain.length > longestSpelling || /[/\\?#%@:\s\p{Cc}]/u.test(domain)) return text;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : text;
}
