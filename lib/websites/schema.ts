import { getDomain } from "tldts";
import { z } from "zod";
import { Domain, exampleAccount } from "@/lib/accounts/schema";
import { createSnippet } from "@/lib/websites/snippet";

/** SDKs are asked with the host that a website is seen at: www.acme-inc.com and blog.acme-inc.com are acme-inc.com. */
const WebsiteDomain = z
  .string()
  .overwrite((host) => getDomain(host.trim()) ?? host)
  .pipe(Domain)
  .meta({
    description: "The website's domain, or a host in it, such as its 'www.'.",
    example: exampleAccount.domain,
  });

export const SnippetQuery = z.strictObject({ domain: WebsiteDomain });

/** A website's snippet. */
export const Snippet = z.object({ domain: z.string(), snippet: z.string() }).meta({
  example: {
    domain: exampleAccount.domain,
    snippet: createSnippet("01JD9ZG8W3X6Y9Z2A5B7C0D4E1", "https://example.com"),
  },
});
export type Snippet = z.infer<typeof Snippet>;
