"use client";

import { CopyIconButton } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import type { LogView } from "@/lib/logs/schema";
import { BodySection } from "./body-section";
import { callFacts } from "./call-facts";
import { CollapsibleSection } from "./collapsible-section";
import { LoggedText } from "./logged-text";

interface RequestResponseProps {
  workspaceSlug: string;
  call: LogView;
}

/** Bodies come first: most readers open a call for them. */
export function RequestResponse({ workspaceSlug, call }: RequestResponseProps) {
  const query = [...new URLSearchParams(call.query)];
  return (
    <>
      <BodySection title="Response body" text={call.responseBody} bytes={call.responseBytes} />
      <BodySection title="Request body" text={call.requestBody} bytes={call.requestBytes} />
      {query.length > 0 && (
        <CollapsibleSection title="Query" copy={call.query}>
          <KeyValueList entries={query} />
        </CollapsibleSection>
      )}
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">Details</h3>
        <dl className={factsStyle}>
          {callFacts.map(({ name, show, copy }) => {
            const value = copy?.(call);
            return (
              <div key={name} className="group/fact col-span-2 grid grid-cols-subgrid">
                <dt className="text-muted">{name}</dt>
                <dd className="flex min-w-0 items-start justify-between gap-2">
                  <span className="min-w-0">{show(call, workspaceSlug)}</span>
                  {value && (
                    <CopyIconButton
                      label={`Copy ${name.toLowerCase()}`}
                      value={value}
                      className="opacity-0 pointer-coarse:-my-1.5 focus-visible:opacity-100 group-hover/fact:opacity-100 [@media(hover:none)]:opacity-100"
                    />
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      </section>
      <Headers title="Request headers" headers={call.requestHeaders} />
      <Headers title="Response headers" headers={call.responseHeaders} />
    </>
  );
}

function Headers({ title, headers }: { title: string; headers: Record<string, string> }) {
  const entries = Object.entries(headers);
  if (entries.length === 0) return null;
  return (
    <CollapsibleSection
      title={title}
      remark={String(entries.length)}
      copy={entries.map(([name, value]) => `${name}: ${value}`).join("\n")}
    >
      <KeyValueList entries={entries} />
    </CollapsibleSection>
  );
}

interface KeyValueListProps {
  /** Keys may repeat, as in a query. */
  entries: [key: string, value: string][];
}

function KeyValueList({ entries }: KeyValueListProps) {
  const lines = entries.map(([name, value], index) => ({ name, value, index }));
  return (
    <dl className="divide-y rounded-control border bg-inset font-mono text-sm">
      {lines.map(({ name, value, index }) => (
        <div
          key={index}
          className="group/line relative grid gap-x-4 px-3 py-1.5 sm:grid-cols-[10rem_minmax(0,1fr)]"
        >
          <dt className="wrap-anywhere text-muted">
            <LoggedText text={name} />
          </dt>
          <dd className="wrap-anywhere min-w-0">
            <LoggedText text={value} />
            <CopyIconButton
              label={`Copy ${name}`}
              value={value}
              className="absolute top-1.5 right-1.5 bg-inset opacity-0 focus-visible:opacity-100 group-hover/line:opacity-100 [@media(hover:none)]:hidden"
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function RequestResponseSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-5">
      <span className="sr-only">Loading the call</span>
      <Skeleton className="h-5 w-64 max-w-full" />
      <Skeleton className="h-control w-56" />
      <div aria-hidden className="flex flex-col gap-2">
        <p className="font-semibold">Response body</p>
        <Skeleton className="h-24" />
      </div>
      <div aria-hidden className="flex flex-col gap-2">
        <p className="font-semibold">Details</p>
        <div className={factsStyle}>
          {callFacts.map(({ name }) => (
            <div key={name} className="contents">
              <span className="text-muted">{name}</span>
              <Skeleton className="my-1 w-40 max-w-full" />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

const factsStyle = "grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-2";
