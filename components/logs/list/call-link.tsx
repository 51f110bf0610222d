"use client";

import { KeyInUrlSign } from "@/components/logs/detail/key-in-url";
import type { LogRow } from "@/lib/logs/schema";
import { useCallLink, useOpenCall } from "./call-in-url";
import { CallTime } from "./call-time";

/** Where the focus goes when a call is closed. */
export function callLinkId(id: string): string {
  return `call-${id}`;
}

interface CallLinkProps {
  call: LogRow;
  /** True where the calls are those of all applications. */
  ofAll: boolean;
}

/**
 * Opens a call. It covers its whole row, so that every click there is a click on a real link. Below a
 * desktop's width it holds what the hidden columns would say.
 */
export function CallLink({ call, ofAll }: CallLinkProps) {
  const isOpen = useOpenCall() === call.id;
  const link = useCallLink(call.id);
  return (
    <a
      id={callLinkId(call.id)}
      {...link}
      aria-current={isOpen || undefined}
      className="scroll-my-14 text-sm after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus aria-current:after:bg-accent/10 aria-current:after:shadow-[inset_2px_0_0_var(--color-accent)]"
    >
      <span className="block truncate font-mono lg:sr-only">
        {call.keyInUrl && <KeyInUrlSign />}
        <span className="text-muted">{call.method}</span> {call.path}{" "}
      </span>
      <span className="flex min-w-0 items-baseline gap-2 max-lg:text-muted">
        <CallTime time={call.time} />
        {ofAll && <span className="truncate lg:hidden">{call.applicationName}</span>}
      </span>
    </a>
  );
}
