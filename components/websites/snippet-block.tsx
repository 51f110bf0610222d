"use client";

import { CodeBlock } from "@/components/ui/code-block";
import type { WebsiteRow } from "@/lib/websites/schema";
import { createSnippet } from "@/lib/websites/snippet";
import { contentSecurityPolicy } from "./snippets";
import { useWebsites } from "./websites";

/** What goes into every page of a website, and what a page with a strict policy needs besides. */
export function SnippetBlock({ website }: { website: WebsiteRow }) {
  const { origin } = useWebsites();
  return (
    <div className="flex flex-col gap-4">
      <CodeBlock
        label="Snippet"
        code={createSnippet(website.trackerId, origin)}
        className="[&_pre]:text-xs"
      />
      <section className="flex flex-col gap-1.5">
        <h3 className="font-medium">If your pages have a Content-Security-Policy</h3>
        <p className="text-muted text-sm">
          Give the snippet's first script your nonce, and allow two addresses of this server.
        </p>
        <CodeBlock label="Policy" code={contentSecurityPolicy(origin)} className="[&_pre]:text-xs" />
      </section>
    </div>
  );
}
