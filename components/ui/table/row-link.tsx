"use client";

import Link, { useLinkStatus } from "next/link";
import { type ComponentProps, type ReactNode, useState } from "react";
import { Spinner } from "@/components/ui/feedback/spinner";

/**
 * An icon that leads somewhere, one of many: its page is prefetched once it is pointed at or has the focus, not once it
 * is in view. Whoever is faster than that sees that something is going on.
 */
export function RowLink({ children, ...props }: ComponentProps<typeof Link>) {
  const [near, setNear] = useState(false);
  const approach = () => setNear(true);
  return (
    <Link {...props} prefetch={near ? null : false} onPointerEnter={approach} onFocusCapture={approach}>
      <Icon>{children}</Icon>
    </Link>
  );
}

function Icon({ children }: { children: ReactNode }) {
  return useLinkStatus().pending ? <Spinner /> : children;
}
