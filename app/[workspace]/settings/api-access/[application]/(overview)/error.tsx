"use client";

import { LoadError } from "@/components/ui/feedback/load-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";

export default function ApplicationError(props: RouteError) {
  return (
    <LoadError {...props} heading="Application" title="The application could not be loaded">
      An unexpected error occurred and was recorded. The API is not affected.
    </LoadError>
  );
}
