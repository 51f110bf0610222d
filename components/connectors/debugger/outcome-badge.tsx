import { CircleCheck, CircleSlash, CircleX, Copy } from "lucide-react";
import type { ReactNode } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import { outcomeLabels } from "@/lib/connectors/messages/rows";
import type { MessageOutcome } from "@/lib/ingestion/outcomes";

const styles: Record<MessageOutcome, { tone: Tone; icon: ReactNode }> = {
  accepted: { tone: "positive", icon: <CircleCheck aria-hidden /> },
  duplicate: { tone: "accent", icon: <Copy aria-hidden /> },
  excluded: { tone: "neutral", icon: <CircleSlash aria-hidden /> },
  rejected: { tone: "warning", icon: <CircleX aria-hidden /> },
};

export function OutcomeBadge({ outcome }: { outcome: MessageOutcome }) {
  const { tone, icon } = styles[outcome];
  return (
    <Badge tone={tone} icon={icon}>
      {outcomeLabels[outcome]}
    </Badge>
  );
}
