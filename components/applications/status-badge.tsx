import { CircleCheck, CircleSlash } from "lucide-react";
import { Badge } from "@/components/ui/badge";

export function ApplicationStatus({ enabled }: { enabled: boolean }) {
  return enabled ? (
    <Badge tone="positive" icon={<CircleCheck aria-hidden />}>
      Enabled
    </Badge>
  ) : (
    <Badge icon={<CircleSlash aria-hidden />}>Disabled</Badge>
  );
}
