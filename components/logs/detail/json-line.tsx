"use client";

import { ChevronRight, Route } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { indentJson } from "@/lib/json/indent";
import type { JsonNode } from "@/lib/json/tree";
import { CopyIcon } from "./copy-icon";

/** Beyond this, deeper is not drawn further to the right. */
const deepestIndent = 16;

interface JsonLineProps {
  /** The whole text, of which the node is a part. */
  text: string;
  node: JsonNode;
  path: string;
  depth: number;
  children: ReactNode;
}

/** A value's line, with what copies the value and the way to it. */
export function JsonLine({ text, node, path, depth, children }: JsonLineProps) {
  return (
    <div style={indent(depth)} className="group/line wrap-anywhere relative rounded-[2px] hover:bg-hover">
      {children}
      {path && (
        <span className="absolute top-0 right-0 flex rounded-[2px] bg-hover opacity-0 group-focus-within/line:opacity-100 group-hover/line:opacity-100 [@media(hover:none)]:hidden">
          <CopyIcon label={`Copy path ${path}`} value={path} Icon={Route} />
          <CopyIcon label={`Copy value of ${path}`} value={copyOf(text, node)} />
        </span>
      )}
    </div>
  );
}

export function Fold({ open, name, onToggle }: { open: boolean; name: string; onToggle: () => void }) {
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-label={`${open ? "Fold" : "Unfold"} ${name}`}
      onClick={onToggle}
      className="-ml-5 mr-0.5 inline-grid size-4.5 place-items-center rounded-[2px] align-text-bottom text-muted hover:text-text"
    >
      <ChevronRight
        aria-hidden
        className={cn("size-3.5 transition-transform duration-150", open && "rotate-90")}
      />
    </button>
  );
}

export function indent(depth: number) {
  return { paddingLeft: `${Math.min(depth, deepestIndent) + 1.25}rem` };
}

/** A text without its quotes and escapes, as it is searched for elsewhere. */
function copyOf(text: string, { type, start, end }: JsonNode): string {
  const written = text.slice(start, end);
  return type === "string" ? JSON.parse(written) : (indentJson(written) ?? written);
}
