"use client";

import { LogError, type LogErrorProps } from "@/components/logs/log-error";

export default function ApplicationLogsError(props: LogErrorProps) {
  return <LogError {...props} />;
}
