"use client";

import { LoadError, type RouteError } from "@/components/ui/feedback/load-error";

export default function SettingsError(props: RouteError) {
  return (
    <LoadError {...props} heading="Settings" title="This page could not be loaded">
      Something failed on our side, and it has been recorded.
    </LoadError>
  );
}
