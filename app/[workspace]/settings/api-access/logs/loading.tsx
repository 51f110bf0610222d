import { LogLoading } from "@/components/logs/list/log-loading";

export default function AllLogsLoading() {
  return <LogLoading allApplications />;
}
