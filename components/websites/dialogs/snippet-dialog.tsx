"use client";

import { Code } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code/code-block";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { createContentSecurityPolicy } from "@/components/websites/website-snippets";
import { toInstallationPath, useWebsitesContext } from "@/components/websites/websites-context";
import type { WebsiteRow } from "@/lib/websites/schema";
import { createSnippet } from "@/lib/websites/snippet";

interface SnippetDialogProps {
  open: boolean;
  website: WebsiteRow;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function SnippetDialog({ open, website, onClose, onCloseAutoFocus }: SnippetDialogProps) {
  const { slug } = useWebsitesContext();
  return (
    <Dialog open={open} onOpenChange={onClose}>
      <DialogContent
        title={`Snippet of ${website.domain}`}
        description="Paste it into the head of every page, then check the installation."
        onCloseAutoFocus={onCloseAutoFocus}
      >
        <DialogBody>
          <SnippetBlock website={website} />
        </DialogBody>
        <DialogFooter>
          <DialogClose asChild>
            <Button>Close</Button>
          </DialogClose>
          <Button variant="primary" asChild>
            <Link href={toInstallationPath(slug, website.id)} onClick={onClose}>
              Check installation
            </Link>
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

export function SnippetButton({ website }: { website: WebsiteRow }) {
  const { begin } = useWebsitesContext();
  return (
    <Button onClick={({ currentTarget }) => begin({ kind: "snippet", website }, currentTarget)}>
      <Code />
      Snippet
    </Button>
  );
}

/** The snippet, and the Content-Security-Policy that it needs. */
export function SnippetBlock({ website }: { website: WebsiteRow }) {
  const { origin } = useWebsitesContext();
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
          Add your nonce to the snippet's script, and allow two URLs of this server.
        </p>
        <CodeBlock label="Policy" code={createContentSecurityPolicy(origin)} className="[&_pre]:text-xs" />
      </section>
    </div>
  );
}
