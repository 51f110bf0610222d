import { CircleAlert, Lock } from "lucide-react";
import { formatProgress } from "@/components/computations/format-progress";
import { Badge } from "@/components/ui/badge";
import { Spinner } from "@/components/ui/feedback/spinner";
import type { ComputationRow, RunState } from "@/lib/computations/schema/explanation";

interface SegmentStateProps {
  segment: Pick<ComputationRow, "isComputed">;
  run: RunState;
  /** Text without a badge. */
  plain?: boolean;
}

/** Whether the members are current. */
export function SegmentState({ segment, run, plain = false }: SegmentStateProps) {
  const { label, tone, icon } = describeState(segment.isComputed, run);
  if (plain) return label;
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}

function describeState(isComputed: boolean, run: RunState) {
  if (!isComputed) return { label: "Fixed members", tone: "neutral", icon: <Lock aria-hidden /> } as const;
  switch (run.state) {
    case "idle":
      return { label: "Live", tone: "positive", icon: undefined } as const;
    case "running":
      return { label: `Applying ${formatProgress(run)}`, tone: "accent", icon: <Spinner /> } as const;
    case "stopped":
      return {
        label: `Stopped at ${formatProgress(run)}`,
        tone: "danger",
        icon: <CircleAlert aria-hidden />,
      } as const;
  }
}
