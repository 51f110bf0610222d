"use client";

import type { Ref } from "react";
import { CopyButton } from "@/components/ui/copy-button";

interface SecretBoxProps {
  ref: Ref<HTMLElement>;
  /** What it is, for screen readers: "API key". */
  name: string;
  value: string;
  onCopied: () => void;
  onRefused: () => void;
}

/** The secret, whole. A click or the keyboard's focus selects it. The box takes the focus ring, clear of the button. */
export function SecretBox({ ref, name, value, onCopied, onRefused }: SecretBoxProps) {
  return (
    <div className="flex items-center gap-1 rounded-control border border-border-strong bg-inset p-1 pl-3 outline-offset-2 has-[code:focus-visible]:outline-2 has-[code:focus-visible]:outline-focus">
      <code
        ref={ref}
        {...reachable(name)}
        onFocus={({ currentTarget }) => window.getSelection()?.selectAllChildren(currentTarget)}
        className="min-w-0 flex-1 select-all break-all py-1 font-mono text-base outline-none"
      >
        {value}
      </code>
      <CopyButton value={value} label="Copy" onCopied={onCopied} onRefused={onRefused} />
    </div>
  );
}

/** What is selected by the keyboard must be reachable by it, and what is reachable needs a name. */
function reachable(name: string) {
  return { tabIndex: 0, role: "region", "aria-label": name };
}
