import { second } from "@/lib/time";
import { RunProgress, type RunProgressProps } from "./run-progress";

/** Most runs end sooner. A banner for them would only move the page. */
const shownAfter = 3 * second;

/** The progress of applying what was saved to all contacts, once it takes a while. */
export function RunBanner(props: Omit<RunProgressProps, "isShown">) {
  const { run } = props;
  const isShown = run.state !== "running" || Date.now() - run.startedAt.getTime() > shownAfter;
  return <RunProgress {...props} isShown={isShown} />;
}
