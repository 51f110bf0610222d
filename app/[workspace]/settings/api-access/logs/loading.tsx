import { LogLoading } from "@/components/logs/log-loading";

export default function AllLogsLoading() {
  return <LogLoading ofAll />;
}
