import { CircleCheck, CircleSlash } from "lucide-react";
import { Badge } from "@/components/ui/badge";

export function StatusBadge({ enabled }: { enabled: boolean }) {
  return enabled ? (
    <Badge tone="positive" className="align-middle" icon={<CircleCheck aria-hidden />}>
      Enabled
    </Badge>
  ) : (
    <Badge className="align-middle" icon={<CircleSlash aria-hidden />}>
      Disabled
    </Badge>
  );
}
