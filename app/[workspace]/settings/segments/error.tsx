"use client";

import { LoadError } from "@/components/ui/feedback/load-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";
import { title } from "./heading";

export default function SegmentsError(props: RouteError) {
  return (
    <LoadError {...props} heading={title} title="The segments could not be loaded">
      An unexpected error occurred and was recorded. Members keep being computed.
    </LoadError>
  );
}
