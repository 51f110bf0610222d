"use client";

import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "@/components/ui/dialog";
import type { WebsiteRow } from "@/lib/websites/schema";
import { SnippetBlock } from "./snippet-block";
import { installationAddress, useWebsites } from "./websites";

interface SnippetDialogProps {
  open: boolean;
  website: WebsiteRow;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function SnippetDialog({ open, website, onClose, onCloseAutoFocus }: SnippetDialogProps) {
  const { slug } = useWebsites();
  return (
    <Dialog open={open} onOpenChange={onClose}>
      <DialogContent
        title={`Snippet of ${website.domain}`}
        description="Paste it into the head of every page, then check that it arrives."
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
            <Link href={installationAddress(slug, website.id)} onClick={onClose}>
              Check installation
            </Link>
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
