"use client";

import { Skeleton } from "@/components/ui/feedback/skeleton";
import { formatBytes } from "@/components/ui/format-units";
import type { LogView } from "@/lib/logs/schema";
import { BodyView } from "./body-view";
import { callFacts } from "./call-facts";
import { CopyIcon } from "./copy-icon";
import { NamedValues } from "./named-values";
import { RequestResponseSection } from "./request-response-section";

interface RequestResponseProps {
  workspaceSlug: string;
  call: LogView;
}

/** A call in full: what was answered and sent first, as that is what a call is opened for. */
export function RequestResponse({ workspaceSlug, call }: RequestResponseProps) {
  const query = [...new URLSearchParams(call.query)];
  return (
    <>
      <Body title="Response body" text={call.responseBody} bytes={call.responseBytes} />
      <Body title="Request body" text={call.requestBody} bytes={call.requestBytes} />
      {query.length > 0 && (
        <RequestResponseSection title="Query" copy={call.query}>
          <NamedValues values={query} />
        </RequestResponseSection>
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
                    <CopyIcon
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

function Body({ title, text, bytes }: { title: string; text: string; bytes: number }) {
  if (bytes === 0) return null;
  return (
    <RequestResponseSection title={title} remark={formatBytes(bytes)} copy={text}>
      <BodyView label={title} text={text} bytes={bytes} />
    </RequestResponseSection>
  );
}

function Headers({ title, headers }: { title: string; headers: Record<string, string> }) {
  const values = Object.entries(headers);
  if (values.length === 0) return null;
  return (
    <RequestResponseSection
      title={title}
      remark={String(values.length)}
      copy={values.map(([name, value]) => `${name}: ${value}`).join("\n")}
    >
      <NamedValues values={values} />
    </RequestResponseSection>
  );
}

/** The same before it is here. */
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
