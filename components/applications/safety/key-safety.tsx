"use client";

import { ChevronRight, ShieldAlert, ShieldCheck } from "lucide-react";
import { use, useId, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import type { KeySafety as Report } from "@/lib/applications/rows";
import { safetyReasons } from "./safety-reasons";

const KeySafetyReasons = lazyComponent(async () => (await import("./key-safety-reasons")).KeySafetyReasons);

const headingStyle = "flex min-h-11 w-full items-center gap-2 px-4 py-2 text-left";

/** Which keys are unsafe and why, each with its fix. Closed, it is one line. */
export function KeySafetySection({ report }: { report: Promise<Report> }) {
  const findings = use(report);
  const [open, setOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const toggle = () => {
    setOpen(!open);
    setWasOpen(true);
  };
  const id = useId();
  const isUrgent = findings.some(({ kind }) => safetyReasons[kind].urgent);
  const isSafe = findings.length === 0;
  const Icon = isSafe ? ShieldCheck : ShieldAlert;
  const heading = (
    <>
      <Icon
        aria-hidden
        className={cn("size-4 shrink-0", isSafe ? "text-positive" : isUrgent ? "text-warning" : "text-muted")}
      />
      <span className="font-medium">Key safety</span>
      <span className="min-w-0 flex-1 text-muted text-sm max-sm:hidden">{summarize(findings)}</span>
      {/* A phone has room for one line. */}
      <span className="flex-1 text-muted text-sm sm:hidden">{countFindings(findings)}</span>
    </>
  );
  return (
    <section aria-label="Key safety" className="mb-4 rounded-surface border bg-surface">
      <h2>
        {isSafe ? (
          <span className={headingStyle}>{heading}</span>
        ) : (
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={toggle}
            className={cn(headingStyle, "rounded-surface hover:bg-inset")}
          >
            {heading}
            <ChevronRight
              aria-hidden
              className={cn(
                "size-4 shrink-0 text-muted transition-transform duration-150",
                open && "rotate-90",
              )}
            />
          </button>
        )}
      </h2>
      <div id={id} hidden={!open} className="divide-y border-t">
        {wasOpen && (
          <LazyBoundary>
            <KeySafetyReasons findings={findings} />
          </LazyBoundary>
        )}
      </div>
    </section>
  );
}

/** "2 keys in a URL, 1 key without expiry" */
function summarize(findings: Report): string {
  if (findings.length === 0) return "No key is at risk.";
  return findings
    .map(({ kind, total }) => {
      const keys = total === 1 ? "1 key" : `${total.toLocaleString("en")} keys`;
      return `${keys} ${safetyReasons[kind].name}`;
    })
    .join(", ");
}

function countFindings(findings: Report): string {
  const total = findings.reduce((sum, finding) => sum + finding.total, 0);
  if (total === 0) return "No key is at risk.";
  return total === 1 ? "1 finding" : `${total.toLocaleString("en")} findings`;
}
