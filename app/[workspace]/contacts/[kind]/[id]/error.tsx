"use client";

import { LoadError, type RouteError } from "@/components/ui/feedback/load-error";

export default function ContactError(props: RouteError) {
  return (
    <LoadError {...props} heading="Contact" title="The contact could not be loaded">
      An unexpected error occurred and was recorded.
    </LoadError>
  );
}
