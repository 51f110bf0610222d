import { ScrollText } from "lucide-react";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import type { LoggedApplication } from "@/lib/logs/schema";

interface NoCallsProps {
  application: LoggedApplication | null;
  origin: string;
}

export function NoCalls({ application, origin }: NoCallsProps) {
  if (application?.deleted) {
    return (
      <EmptyState
        icon={<ScrollText />}
        title="No calls"
        description="This application never called the API."
      />
    );
  }
  return (
    <EmptyState
      icon={<ScrollText />}
      title="No calls yet"
      description="Each call to the API appears here within a second: what was sent, what was answered, and how long it took. Make one with a key of yours, then refresh, or switch on Live before."
    >
      <CodeBlock
        label="First call as curl"
        code={`curl "${origin}/api/validate" \\\n  -H "x-api-key: $API_KEY"`}
      />
    </EmptyState>
  );
}
