"use client";

import { LoadError } from "@/components/ui/feedback/load-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";

export default function SettingsError(props: RouteError) {
  return (
    <LoadError {...props} heading="Settings" title="This page could not be loaded">
      An unexpected error occurred and was recorded.
    </LoadError>
  );
}
