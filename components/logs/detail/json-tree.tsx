"use client";

import { ChevronRight, Route } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { CopyIconButton } from "@/components/ui/copy-button";
import { indentJson } from "@/lib/json/indent";
import { type JsonNode, type JsonType, toJsonPath } from "@/lib/json/tree";
import { hiddenPlaceholder } from "@/lib/logs/redact/mask";
import { LoggedText } from "./logged-text";

const openToDepth = 4;
/** A button shows the rest: 16 KiB can have 8,000 values. */
const initialChildren = 100;

interface JsonTreeProps {
  /** The whole text that the node's positions refer to. */
  text: string;
  node: JsonNode;
  path?: string;
  depth?: number;
  isLast?: boolean;
}

/** One line per value. Objects and arrays fold. */
export function JsonTree({ text, node, path = "", depth = 0, isLast = true }: JsonTreeProps) {
  const [open, setOpen] = useState(depth < openToDepth);
  const [maxShown, setMaxShown] = useState(initialChildren);
  const hasChildren = node.children.length > 0;
  const [opening, closing] = brackets[node.type] ?? ["", ""];
  const source = text.slice(node.start, node.end);
  const hidden = node.children.length - maxShown;
  return (
    <>
      <JsonLine text={text} node={node} path={path} depth={depth}>
        {hasChildren && <Fold open={open} name={path || "the body"} onToggle={() => setOpen(!open)} />}
        {node.name !== null && (
          <>
            <span className="text-accent-text">
              <LoggedText text={node.name} />
            </span>
            {": "}
          </>
        )}
        {hasChildren ? (
          <>
            {opening}
            {!open && (
              <>
                <span className="mx-1 select-none font-sans text-muted">{countChildren(node)}</span>
                {closing}
              </>
            )}
          </>
        ) : (
          <span className={getValueStyle(node.type, source)}>
            <LoggedText text={opening + closing || source} />
          </span>
        )}
        {!isLast && (!hasChildren || !open) && ","}
      </JsonLine>
      {hasChildren && open && (
        <>
          {node.children.slice(0, maxShown).map((child, index) => (
            <JsonTree
              key={child.start}
              text={text}
              node={child}
              path={toJsonPath(path, child.name, index)}
              depth={depth + 1}
              isLast={index === node.children.length - 1}
            />
          ))}
          {hidden > 0 && (
            <div style={indent(depth + 1)}>
              <button
                type="button"
                className="link font-sans"
                onClick={() => setMaxShown(Number.POSITIVE_INFINITY)}
              >
                Show {hidden.toLocaleString("en")} more
              </button>
            </div>
          )}
          <div style={indent(depth)}>
            {closing}
            {!isLast && ","}
          </div>
        </>
      )}
    </>
  );
}

const brackets: Partial<Record<JsonType, [string, string]>> = { object: ["{", "}"], array: ["[", "]"] };

const typeStyle: Record<JsonType, string> = {
  object: "",
  array: "",
  string: "text-positive",
  number: "text-warning",
  boolean: "text-warning",
  null: "text-muted",
};

function getValueStyle(type: JsonType, source: string): string {
  return source.startsWith(`"${hiddenPlaceholder}`) ? "text-muted" : typeStyle[type];
}

function countChildren({ type, children: { length } }: JsonNode): string {
  const noun = type === "object" ? "field" : "item";
  return `${length.toLocaleString("en")} ${noun}${length === 1 ? "" : "s"}`;
}

/** Levels. Deeper values are not indented further. */
const maxIndent = 16;

interface JsonLineProps {
  text: string;
  node: JsonNode;
  path: string;
  depth: number;
  children: ReactNode;
}

/** A line with buttons that copy the value and its path. */
function JsonLine({ text, node, path, depth, children }: JsonLineProps) {
  return (
    <div style={indent(depth)} className="group/line wrap-anywhere relative rounded-[2px] hover:bg-hover">
      {children}
      {path && (
        <span className="absolute top-0 right-0 flex rounded-[2px] bg-hover opacity-0 group-focus-within/line:opacity-100 group-hover/line:opacity-100 [@media(hover:none)]:hidden">
          <CopyIconButton label={`Copy path ${path}`} value={path} Icon={Route} />
          <CopyIconButton label={`Copy value of ${path}`} value={toCopiedText(text, node)} />
        </span>
      )}
    </div>
  );
}

function Fold({ open, name, onToggle }: { open: boolean; name: string; onToggle: () => void }) {
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

function indent(depth: number) {
  return { paddingLeft: `${Math.min(depth, maxIndent) + 1.25}rem` };
}

/** Strings are copied without quotes and escapes. */
function toCopiedText(text: string, { type, start, end }: JsonNode): string {
  const source = text.slice(start, end);
  return type === "string" ? JSON.parse(source) : (indentJson(source) ?? source);
}
