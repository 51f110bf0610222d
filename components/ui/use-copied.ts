"use client";

import { useEffect, useState } from "react";

const shownFor = 2000;

/** Whether something was copied a moment ago, and how to say so. */
export function useCopied(): [copied: boolean, setCopied: (copied: boolean) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownFor);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, setCopied];
}
