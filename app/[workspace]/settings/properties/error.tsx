"use client";

import { LoadError } from "@/components/ui/feedback/load-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";
import { title } from "./heading";

export default function PropertiesError(props: RouteError) {
  return (
    <LoadError {...props} heading={title} title="The properties could not be loaded">
      An unexpected error occurred and was recorded.
    </LoadError>
  );
}
