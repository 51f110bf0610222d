"use client";

import { ErrorScreen } from "@/components/ui/feedback/error-screen";
import type { RouteError } from "@/components/ui/feedback/retry-button";

export default function ErrorPage(props: RouteError) {
  return <ErrorScreen {...props} />;
}
