"use client";

import { type ReactNode, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";

interface CodeBlockProps {
  code: string;
  /** For screen readers: "Request as curl". */
  label: string;
  /** Breaks long lines instead of scrolling. */
  wrap?: boolean;
  onCopied?: () => void;
  className?: string;
  /** The code with highlighting. */
  children?: ReactNode;
}

/** Monospaced text with a copy button. If the browser blocks copying, the text is selected instead. */
export function CodeBlock({ code, label, wrap = false, onCopied, className, children }: CodeBlockProps) {
  const pre = useRef<HTMLPreElement>(null);
  const [isCopyBlocked, setIsCopyBlocked] = useState(false);
  const selectForCopying = () => {
    if (pre.current) window.getSelection()?.selectAllChildren(pre.current);
    setIsCopyBlocked(true);
  };
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <div className="relative flex items-start rounded-control border bg-inset">
        <pre
          ref={pre}
          {...scrollsByKeyboard(label)}
          className={cn(
            "min-w-0 flex-1 overflow-x-auto rounded-control px-3 py-2 font-mono text-sm leading-6",
            wrap && "whitespace-pre-wrap break-all",
          )}
        >
          {children ?? code}
        </pre>
        <CopyButton
          value={code}
          label={`Copy ${label.charAt(0).toLowerCase()}${label.slice(1)}`}
          iconOnly
          className="m-1"
          onCopied={() => {
            setIsCopyBlocked(false);
            onCopied?.();
          }}
          onBlocked={selectForCopying}
        />
      </div>
      <p role="status" className={isCopyBlocked ? "text-sm text-warning" : "sr-only"}>
        {isCopyBlocked && "The browser blocked copying. The text is selected: press Ctrl+C (⌘C)."}
      </p>
    </div>
  );
}

/** Scrollable areas need keyboard access, and focusable elements need a name. */
function scrollsByKeyboard(label: string) {
  return { tabIndex: 0, role: "region", "aria-label": label };
}
