"use client";

import type { Ref } from "react";
import { CopyButton } from "@/components/ui/copy-button";

interface KeyBoxProps {
  ref: Ref<HTMLElement>;
  value: string;
  onCopied: () => void;
  onRefused: () => void;
}

/** The key, whole. One click selects it, and so does reaching it with the keyboard. */
export function KeyBox({ ref, value, onCopied, onRefused }: KeyBoxProps) {
  return (
    <div className="flex items-center gap-1 rounded-control border border-border-strong bg-inset p-1 pl-3">
      <code
        ref={ref}
        {...reachable}
        onFocus={({ currentTarget }) => window.getSelection()?.selectAllChildren(currentTarget)}
        className="min-w-0 flex-1 select-all break-all py-1 font-mono text-base outline-offset-4"
      >
        {value}
      </code>
      <CopyButton value={value} label="Copy" onCopied={onCopied} onRefused={onRefused} />
    </div>
  );
}

/** What is selected by the keyboard must be reachable by it, and what is reachable needs a name. */
const reachable = { tabIndex: 0, role: "region", "aria-label": "API key" };
