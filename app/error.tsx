"use client";

import { ErrorScreen } from "@/components/error-screen";
import type { RouteError } from "@/components/ui/load-error";

export default function ErrorPage(props: RouteError) {
  return <ErrorScreen {...props} />;
}
