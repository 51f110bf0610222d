import { LogLoading } from "@/components/logs/list/log-loading";

export default function ApplicationLogsLoading() {
  return <LogLoading />;
}
