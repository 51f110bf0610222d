"use client";

import type { ComponentProps } from "react";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";

/** What most visits of the page do not show. The server renders it, and the browser loads its code only then. */
const LazyDeletedList = lazyComponent(
  async () => (await import("@/components/applications/deleted/deleted-list")).DeletedList,
);
const LazyNoApplications = lazyComponent(async () => (await import("./no-applications")).NoApplications);

export function DeletedView(props: ComponentProps<typeof LazyDeletedList>) {
  return (
    <LazyBoundary>
      <LazyDeletedList {...props} />
    </LazyBoundary>
  );
}

export function EmptyView() {
  return (
    <LazyBoundary>
      <LazyNoApplications />
    </LazyBoundary>
  );
}
