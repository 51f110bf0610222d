import { KeyRound } from "lucide-react";
import Link from "next/link";
import { Alert } from "@/components/ui/feedback/alert";
import type { LogView } from "@/lib/logs/schema";

export function KeyInUrlIcon() {
  return (
    <>
      <KeyRound aria-hidden className="mr-1.5 inline size-3.5 shrink-0 align-[-2px] text-warning" />
      <span className="sr-only">Key in the URL. </span>
    </>
  );
}

interface KeyInUrlNoticeProps {
  workspaceSlug: string;
  call: LogView;
}

/** Browsers, proxies and server logs store URLs. */
export function KeyInUrlNotice({ workspaceSlug, call }: KeyInUrlNoticeProps) {
  return (
    <Alert tone="warning">
      This call exposed its key in the URL. Regenerate it.{" "}
      {call.mayRegenerate ? (
        <Link href={`/${workspaceSlug}/settings/api-access/${call.applicationId}`} className="link">
          Go to the application
        </Link>
      ) : (
        "Ask an owner or admin."
      )}
    </Alert>
  );
}
