import { LogLoading } from "@/components/logs/log-loading";

export default function ApplicationLogsLoading() {
  return <LogLoading />;
}
