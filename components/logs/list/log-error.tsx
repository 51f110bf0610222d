"use client";

import { LoadError, type RouteError } from "@/components/ui/feedback/load-error";

export function LogError(props: RouteError) {
  return (
    <div data-wide>
      <LoadError {...props} heading="Logs" title="The log could not be loaded">
        The server failed. It continues to log calls.
      </LoadError>
    </div>
  );
}
