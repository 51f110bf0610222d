"use client";

import { ChevronRight, Route } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { mask } from "@/lib/logs/mask";
import { CopyIcon } from "./copy-icon";
import { indentJson } from "./indent-json";
import { type JsonKind, type JsonNode, pathOf } from "./json-nodes";
import { LoggedText } from "./logged-text";

const openToDepth = 4;
/** More are shown when they are asked for: 16 KiB may be 8,000 values. */
const shownAtOnce = 100;
/** Beyond this, deeper is not drawn further to the right. */
const deepestIndent = 16;

interface JsonTreeProps {
  /** The whole text, from which the nodes are parts. */
  text: string;
  node: JsonNode;
  path?: string;
  depth?: number;
  isLast?: boolean;
}

/** JSON with a line for each value; what holds others folds. */
export function JsonTree({ text, node, path = "", depth = 0, isLast = true }: JsonTreeProps) {
  const [open, setOpen] = useState(depth < openToDepth);
  const [shown, setShown] = useState(shownAtOnce);
  const holds = node.children.length > 0;
  const [opening, closing] = brackets[node.kind] ?? ["", ""];
  const written = text.slice(node.start, node.end);
  const hidden = node.children.length - shown;
  return (
    <>
      <Line text={text} node={node} path={path} depth={depth}>
        {holds && <Fold open={open} name={path || "the body"} onToggle={() => setOpen(!open)} />}
        {node.name !== null && (
          <>
            <span className="text-accent-text">
              <LoggedText text={node.name} />
            </span>
            {": "}
          </>
        )}
        {holds ? (
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
          <span className={styleOf(node.kind, written)}>
            <LoggedText text={opening + closing || written} />
          </span>
        )}
        {!isLast && (!holds || !open) && ","}
      </Line>
      {holds && open && (
        <>
          {node.children.slice(0, shown).map((child, index) => (
            <JsonTree
              key={child.start}
              text={text}
              node={child}
              path={pathOf(path, child.name, index)}
              depth={depth + 1}
              isLast={index === node.children.length - 1}
            />
          ))}
          {hidden > 0 && (
            <div style={indent(depth + 1)}>
              <button
                type="button"
                className="link font-sans"
                onClick={() => setShown(Number.POSITIVE_INFINITY)}
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

interface LineProps extends Pick<JsonTreeProps, "text" | "node"> {
  path: string;
  depth: number;
  children: ReactNode;
}

function Line({ text, node, path, depth, children }: LineProps) {
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

const brackets: Partial<Record<JsonKind, [string, string]>> = { object: ["{", "}"], array: ["[", "]"] };

const kindStyle: Record<JsonKind, string> = {
  object: "",
  array: "",
  string: "text-positive",
  number: "text-warning",
  boolean: "text-warning",
  null: "text-muted",
};

function styleOf(kind: JsonKind, written: string): string {
  return written.startsWith(`"${mask}`) ? "text-muted" : kindStyle[kind];
}

function indent(depth: number) {
  return { paddingLeft: `${Math.min(depth, deepestIndent) + 1.25}rem` };
}

function countChildren({ kind, children: { length } }: JsonNode): string {
  const noun = kind === "object" ? "field" : "item";
  return `${length.toLocaleString("en")} ${noun}${length === 1 ? "" : "s"}`;
}

/** A text without its quotes and escapes, as it is searched for elsewhere. */
function copyOf(text: string, { kind, start, end }: JsonNode): string {
  const written = text.slice(start, end);
  return kind === "string" ? JSON.parse(written) : (indentJson(written) ?? written);
}
