"use client";

import { toast } from "sonner";
import { copyText } from "@/components/ui/copy-text";
import { useCopied } from "@/components/ui/use-copied";

/** Copies, and says for a moment that it did. */
export function useCopy() {
  const [copied, setCopied] = useCopied();
  const copy = async (text: string) => {
    const done = await copyText(text);
    setCopied(done);
    if (!done) toast.error("The browser did not allow copying. Select the text and copy it by hand.");
  };
  return { copied, copy };
}
