"use client";

import { LoadError, type RouteError } from "@/components/ui/feedback/load-error";

export default function InstallationError(props: RouteError) {
  return (
    <LoadError {...props} heading="Check installation" title="The website could not be loaded">
      Something failed on our side, and it has been recorded.
    </LoadError>
  );
}
