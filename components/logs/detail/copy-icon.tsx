"use client";

import { Check, Copy, type LucideIcon } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { useCopy } from "./use-copy";

interface CopyIconProps {
  value: string;
  /** "Copy request id" */
  label: string;
  Icon?: LucideIcon;
  className?: string;
}

/** Copies one of many small things. No tooltip of our own: there are hundreds of these on a screen. */
export function CopyIcon({ value, label, Icon = Copy, className }: CopyIconProps) {
  const { copied, copy } = useCopy();
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={label}
        onClick={() => copy(value)}
        className={cn(
          "inline-grid size-5 shrink-0 place-items-center rounded-[4px] text-muted hover:bg-hover hover:text-text pointer-coarse:size-7",
          className,
        )}
      >
        {copied ? (
          <Check aria-hidden className="size-3.5 text-positive" />
        ) : (
          <Icon aria-hidden className="size-3.5" />
        )}
      </button>
      {copied && (
        <span role="status" className="sr-only">
          Copied
        </span>
      )}
    </>
  );
}
