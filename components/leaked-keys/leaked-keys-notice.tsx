import Link from "next/link";
import { Alert } from "@/components/ui/feedback/alert";
import { LocalDay } from "@/components/ui/time/local-time";
import type { LeakedApplication } from "@/lib/leaked-keys/schema";

interface LeakedKeysNoticeProps {
  workspaceSlug: string;
  applications: LeakedApplication[];
}

/** Tells that keys were reported as leaked, until each is regenerated. */
export function LeakedKeysNotice({ workspaceSlug, applications }: LeakedKeysNoticeProps) {
  if (applications.length === 0) return null;
  return (
    <Alert tone="danger" title="Reported as leaked" className="mb-4">
      <ul className="flex flex-col gap-1">
        {applications.map(({ id, name, enabled, leakedAt }) => (
          <li key={id}>
            The key of{" "}
            <Link href={`/${workspaceSlug}/settings/api-access/${id}`} className="link wrap-anywhere">
              {name}
            </Link>{" "}
            was reported on <LocalDay time={leakedAt} />.{" "}
            {enabled
              ? "It works again: regenerate it now."
              : "Its calls are rejected: regenerate the key, then enable the application."}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
