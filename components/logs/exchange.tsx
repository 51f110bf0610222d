"use client";

import { Skeleton } from "@/components/ui/skeleton";
import type { LogDetail } from "@/lib/logs/schema";
import { exchangeFacts, exchangeSections } from "./exchange-parts";

/** A call and its answer in full. */
export function Exchange({ call }: { call: LogDetail }) {
  return (
    <div className="flex flex-col gap-6">
      <dl className={factsStyle}>
        {exchangeFacts.map(({ name, show }) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0">{show(call)}</dd>
          </div>
        ))}
      </dl>
      {exchangeSections.map(({ title, show }) => (
        <section key={title} className="flex flex-col gap-2">
          <h3 className="font-semibold">{title}</h3>
          {show(call)}
        </section>
      ))}
    </div>
  );
}

/** The same before it is here. */
export function ExchangeSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-6">
      <span className="sr-only">Loading the call</span>
      <div aria-hidden className={factsStyle}>
        {exchangeFacts.map(({ name }) => (
          <div key={name} className="contents">
            <span className="text-muted">{name}</span>
            <Skeleton className="my-1 w-40 max-w-full" />
          </div>
        ))}
      </div>
      {exchangeSections.map(({ title }) => (
        <div key={title} aria-hidden className="flex flex-col gap-2">
          <p className="font-semibold">{title}</p>
          <Skeleton className="h-10" />
        </div>
      ))}
    </div>
  );
}

const factsStyle = "grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-4 gap-y-2";
