"use client";

import { LogError, type LogErrorProps } from "@/components/logs/log-error";

export default function AllLogsError(props: LogErrorProps) {
  return <LogError {...props} />;
}
