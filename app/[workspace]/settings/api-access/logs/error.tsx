"use client";

import { LogError } from "@/components/logs/list/log-error";
import type { RouteError } from "@/components/ui/feedback/retry-button";

export default function AllLogsError(props: RouteError) {
  return <LogError {...props} />;
}
