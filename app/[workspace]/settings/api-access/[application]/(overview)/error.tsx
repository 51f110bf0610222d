"use client";

import { LoadError, type RouteError } from "@/components/ui/feedback/load-error";

export default function ApplicationError(props: RouteError) {
  return (
    <LoadError {...props} heading="Application" title="The application could not be loaded">
      Something failed on our side, and it has been recorded. Its calls are answered as before.
    </LoadError>
  );
}
