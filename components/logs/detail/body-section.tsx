"use client";

import { useMemo } from "react";
import { formatBytes } from "@/components/ui/format-units";
import { closeJson } from "@/lib/json/close";
import { readJsonTree } from "@/lib/json/tree";
import { maxLoggedBodyBytes } from "@/lib/logs/schema";
import { CollapsibleSection } from "./collapsible-section";
import { JsonTree } from "./json-tree";
import { LoggedText } from "./logged-text";

interface BodySectionProps {
  title: string;
  /** The logged beginning of the body. */
  text: string;
  /** Of the whole body. */
  bytes: number;
}

export function BodySection({ title, text, bytes }: BodySectionProps) {
  if (bytes === 0) return null;
  return (
    <CollapsibleSection title={title} remark={formatBytes(bytes)} copy={text}>
      <Body label={title} text={text} bytes={bytes} />
    </CollapsibleSection>
  );
}

/** Shows JSON as a tree, even if it was cut, and everything else as text. */
function Body({ label, text, bytes }: { label: string; text: string; bytes: number }) {
  const { json, tree, rest } = useMemo(() => parseBody(text, bytes), [text, bytes]);
  return (
    <>
      <section
        aria-label={label}
        className="rounded-control border bg-inset px-2 py-1.5 font-mono text-sm leading-6"
      >
        {tree && <JsonTree text={json} node={tree} />}
        {rest && (
          <pre className="wrap-anywhere whitespace-pre-wrap px-1">
            <LoggedText text={rest} />
          </pre>
        )}
      </section>
      {bytes > maxLoggedBodyBytes && (
        <p className="text-muted text-sm">Only the first 16 KiB of {formatBytes(bytes)} are logged.</p>
      )}
    </>
  );
}

function parseBody(text: string, bytes: number) {
  const tree = readJsonTree(text);
  if (tree) return { json: text, tree, rest: "" };
  const cut = bytes > maxLoggedBodyBytes ? closeJson(text) : null;
  if (cut) return { ...cut, tree: readJsonTree(cut.json) };
  return { json: "", tree: null, rest: text };
}
