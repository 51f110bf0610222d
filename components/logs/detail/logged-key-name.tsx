"use client";

import { RelativeTime } from "@/components/ui/time/relative-time";
import type { LoggedKey } from "@/lib/logs/schema";

/** Which key a call came with, and whether that key still works. */
export function LoggedKeyName({ loggedKey }: { loggedKey: LoggedKey }) {
  if (!loggedKey) return "Unknown: nothing is known of it any more";
  const { hint, revokedAt } = loggedKey;
  return (
    <>
      <span className="font-mono text-sm">…{hint}</span>
      {revokedAt ? (
        <>
          {" · old key, revoked "}
          <RelativeTime value={revokedAt} />
        </>
      ) : (
        " · current key"
      )}
    </>
  );
}
