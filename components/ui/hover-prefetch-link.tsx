"use client";

import Link from "next/link";
import { type ComponentProps, useState } from "react";

/** A link that prefetches on hover and focus, not in view: a page with many links would request each of their pages. */
export function HoverPrefetchLink(props: ComponentProps<typeof Link>) {
  const [isNear, setIsNear] = useState(false);
  const approach = () => setIsNear(true);
  return (
    <Link {...props} prefetch={isNear ? null : false} onPointerEnter={approach} onFocusCapture={approach} />
  );
}
