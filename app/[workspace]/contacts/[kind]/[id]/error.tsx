"use client";

import { LoadError } from "@/components/ui/feedback/load-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";

export default function ContactError(props: RouteError) {
  return (
    <LoadError {...props} heading="Contact" title="The contact could not be loaded">
      An unexpected error occurred and was recorded.
    </LoadError>
  );
}
