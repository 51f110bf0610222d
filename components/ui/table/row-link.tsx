"use client";

import Link, { useLinkStatus } from "next/link";
import { type ComponentProps, type ReactNode, useState } from "react";
import { Spinner } from "@/components/ui/feedback/spinner";

/** An icon link in a list. Prefetches on hover and focus instead of in view, and shows a spinner while it loads. */
export function RowLink({ children, ...props }: ComponentProps<typeof Link>) {
  const [isNear, setIsNear] = useState(false);
  const approach = () => setIsNear(true);
  return (
    <Link {...props} prefetch={isNear ? null : false} onPointerEnter={approach} onFocusCapture={approach}>
      <Icon>{children}</Icon>
    </Link>
  );
}

function Icon({ children }: { children: ReactNode }) {
  return useLinkStatus().pending ? <Spinner /> : children;
}
