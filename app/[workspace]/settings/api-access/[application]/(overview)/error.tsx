"use client";

import { LoadError, type RouteError } from "@/components/ui/feedback/load-error";

export default function ApplicationError(props: RouteError) {
  return (
    <LoadError {...props} heading="Application" title="The application could not be loaded">
      An unexpected error occurred and was recorded. The API is not affected.
    </LoadError>
  );
}
