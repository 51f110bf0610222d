"use client";

import { LoadError } from "@/components/ui/feedback/load-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";

export default function ComputedPropertyError(props: RouteError) {
  return (
    <LoadError {...props} heading="Computed property" title="The computed property could not be loaded">
      An unexpected error occurred and was recorded.
    </LoadError>
  );
}
