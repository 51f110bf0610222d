"use client";

import { useEffect, useState } from "react";
import { toast } from "@/components/ui/overlay/toast";

const confirmationTime = 2000;

/**
 * Copies text to the clipboard. `copied` stays true for two seconds after a copy. `copy` returns false if the browser
 * blocks the clipboard: without HTTPS or without permission.
 */
export function useClipboard() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), confirmationTime);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async (text: string): Promise<boolean> => {
    const isDone = await writeClipboard(text);
    setCopied(isDone);
    return isDone;
  };
  return { copied, copy };
}

export function toastCopyBlocked(): void {
  toast.error("The browser blocked copying. Select the text and copy it.");
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    // Undefined without HTTPS, so the call throws.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
