"use client";

import { LoadError } from "@/components/ui/feedback/load-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";

export default function InstallationError(props: RouteError) {
  return (
    <LoadError {...props} heading="Check installation" title="The website could not be loaded">
      An unexpected error occurred and was recorded.
    </LoadError>
  );
}
