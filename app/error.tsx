"use client";

import type { RouteError } from "@/components/ui/feedback/load-error";
import { ErrorScreen } from "@/components/ui/feedback/load-error";

export default function ErrorPage(props: RouteError) {
  return <ErrorScreen {...props} />;
}
