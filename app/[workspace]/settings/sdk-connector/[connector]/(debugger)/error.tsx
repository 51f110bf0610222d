"use client";

import { LoadError } from "@/components/ui/feedback/load-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";

export default function DebuggerError(props: RouteError) {
  return (
    <LoadError {...props} heading="Debugger" title="The messages could not be loaded">
      An unexpected error occurred and was recorded. Messages are still accepted.
    </LoadError>
  );
}
