"use client";

import { LoadError } from "@/components/ui/feedback/load-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";

export function LogError(props: RouteError) {
  return (
    <div data-wide>
      <LoadError {...props} heading="Logs" title="The log could not be loaded">
        The server failed. It continues to log calls.
      </LoadError>
    </div>
  );
}
