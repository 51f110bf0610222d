"use client";

import { useLinkStatus } from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { Spinner } from "@/components/ui/feedback/spinner";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";

/** An icon link in a list. Shows a spinner while its page loads. */
export function RowLink({ children, ...props }: ComponentProps<typeof HoverPrefetchLink>) {
  return (
    <HoverPrefetchLink {...props}>
      <Icon>{children}</Icon>
    </HoverPrefetchLink>
  );
}

function Icon({ children }: { children: ReactNode }) {
  return useLinkStatus().pending ? <Spinner /> : children;
}
