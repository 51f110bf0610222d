"use client";

import { useEffect, useState } from "react";
import { toast } from "sonner";
import { copyText } from "@/components/ui/copy-text";

const shownFor = 2000;

/** Copies, and says for a moment that it did. */
export function useCopy() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownFor);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (text: string) => {
    const done = await copyText(text);
    setCopied(done);
    if (!done) toast.error("The browser did not allow copying. Select the text and copy it by hand.");
  };
  return { copied, copy };
}
