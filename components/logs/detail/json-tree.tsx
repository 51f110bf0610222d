"use client";

import { useState } from "react";
import { type JsonNode, type JsonType, toJsonPath } from "@/lib/json/tree";
import { mask } from "@/lib/logs/redact/mask";
import { Fold, indent, JsonLine } from "./json-line";
import { LoggedText } from "./logged-text";

const openToDepth = 4;
/** More are shown when they are asked for: 16 KiB may be 8,000 values. */
const shownAtOnce = 100;

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
  const [opening, closing] = brackets[node.type] ?? ["", ""];
  const written = text.slice(node.start, node.end);
  const hidden = node.children.length - shown;
  return (
    <>
      <JsonLine text={text} node={node} path={path} depth={depth}>
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
          <span className={styleOf(node.type, written)}>
            <LoggedText text={opening + closing || written} />
          </span>
        )}
        {!isLast && (!holds || !open) && ","}
      </JsonLine>
      {holds && open && (
        <>
          {node.children.slice(0, shown).map((child, index) => (
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

const brackets: Partial<Record<JsonType, [string, string]>> = { object: ["{", "}"], array: ["[", "]"] };

const typeStyle: Record<JsonType, string> = {
  object: "",
  array: "",
  string: "text-positive",
  number: "text-warning",
  boolean: "text-warning",
  null: "text-muted",
};

function styleOf(type: JsonType, written: string): string {
  return written.startsWith(`"${mask}`) ? "text-muted" : typeStyle[type];
}

function countChildren({ type, children: { length } }: JsonNode): string {
  const noun = type === "object" ? "field" : "item";
  return `${length.toLocaleString("en")} ${noun}${length === 1 ? "" : "s"}`;
}
