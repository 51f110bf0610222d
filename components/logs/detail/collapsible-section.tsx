"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { CopyIconButton } from "@/components/ui/copy-button";

interface CollapsibleSectionProps {
  title: string;
  /** Beside the title: a size or a count. */
  remark?: string;
  /** The whole section as text. */
  copy: string;
  children: ReactNode;
}

export function CollapsibleSection({ title, remark, copy, children }: CollapsibleSectionProps) {
  const [open, setOpen] = useState(true);
  const id = useId();
  return (
    <section className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <h3 className="font-semibold">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
            className="flex items-center gap-1 rounded-[2px]"
          >
            <ChevronRight
              aria-hidden
              className={cn("-ml-1 size-4 text-muted transition-transform duration-150", open && "rotate-90")}
            />
            {title}
          </button>
        </h3>
        {remark && <span className="text-muted text-sm tabular-nums">{remark}</span>}
        <CopyIconButton label={`Copy ${title.toLowerCase()}`} value={copy} className="ml-auto" />
      </div>
      <div id={id} hidden={!open} className="flex flex-col gap-2">
        {children}
      </div>
    </section>
  );
}
