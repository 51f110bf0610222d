import { z } from "zod";
import { Domain, exampleAccount } from "@/lib/accounts/schema";
import { createSnippet } from "@/lib/websites/snippet";

export const SnippetQuery = z.strictObject({
  domain: Domain.meta({ description: "The website's registrable domain, without 'www.'." }),
});

/** A website's snippet. */
export const Snippet = z.object({ domain: z.string(), snippet: z.string() }).meta({
  example: {
    domain: exampleAccount.domain,
    snippet: createSnippet("01JD9ZG8W3X6Y9Z2A5B7C0D4E1", "https://example.com"),
  },
});
export type Snippet = z.infer<typeof Snippet>;
