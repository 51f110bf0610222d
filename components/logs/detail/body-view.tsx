"use client";

import { useMemo } from "react";
import { formatBytes } from "@/components/ui/format-units";
import { closeJson } from "@/lib/json/close";
import { readJsonTree } from "@/lib/json/tree";
import { maxLoggedBodyBytes } from "@/lib/logs/schema";
import { JsonTree } from "./json-tree";
import { LoggedText } from "./logged-text";

interface BodyViewProps {
  label: string;
  text: string;
  /** Of the whole body, of which the text may be the beginning. */
  bytes: number;
}

/** JSON as a tree, what is left of cut JSON too; everything else as the text that it is. */
export function BodyView({ label, text, bytes }: BodyViewProps) {
  const { json, tree, rest } = useMemo(() => readBody(text, bytes), [text, bytes]);
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
        <p className="text-muted text-sm">Cut at 16 KiB of {formatBytes(bytes)}. The rest was not kept.</p>
      )}
    </>
  );
}

function readBody(text: string, bytes: number) {
  const whole = readJsonTree(text);
  if (whole) return { json: text, tree: whole, rest: "" };
  const begun = bytes > maxLoggedBodyBytes ? closeJson(text) : null;
  if (begun) return { ...begun, tree: readJsonTree(begun.json) };
  return { json: "", tree: null, rest: text };
}
