"use client";

import { LoadError, type RouteError } from "@/components/ui/feedback/load-error";

export default function InstallationError(props: RouteError) {
  return (
    <LoadError {...props} heading="Check installation" title="The website could not be loaded">
      An unexpected error occurred and was recorded.
    </LoadError>
  );
}
