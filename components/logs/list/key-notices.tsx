import { Gauge, KeyRound } from "lucide-react";
import Link from "next/link";
import { Alert } from "@/components/ui/feedback/alert";
import { LocalDay } from "@/components/ui/time/local-time";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { maskKey } from "@/lib/keys/mask";
import type { OldKeyInUse } from "@/lib/logs/schema";

interface OldKeyNoticeProps {
  /** Most recently used first. */
  keys: OldKeyInUse[];
}

const maxNamed = 3;

/** Warns that clients still use revoked keys. */
export function OldKeyNotice({ keys }: OldKeyNoticeProps) {
  if (keys.length === 0) return null;
  const more = keys.length - maxNamed;
  return (
    <Alert tone="warning" className="mb-4">
      <ul className="flex flex-col gap-1">
        {keys.slice(0, maxNamed).map((key) => (
          <li key={key.id}>
            <OldKey use={key} />
          </li>
        ))}
        {more > 0 && <li>{more === 1 ? "So did one more old key." : `So did ${more} more old keys.`}</li>}
      </ul>
    </Alert>
  );
}

function OldKey({ use }: { use: OldKeyInUse }) {
  const { id, hint, revokedAt, deleted, calls, lastAt, client, ipAddress } = use;
  return (
    <>
      <Link href={`?key=${id}&range=24h`} className="link">
        {calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`}
      </Link>{" "}
      in the last 24 hours came with the key <code className="font-mono text-sm">{maskKey(hint)}</code>, which
      was {deleted ? "deleted" : "regenerated"} on <LocalDay time={revokedAt} />. The last one came{" "}
      <RelativeTime value={lastAt} focusable={false} /> from {ipAddress} ({client}).
    </>
  );
}

/** Above this share of the limit, the next peak may be rejected. */
const notableShare = 0.5;

/** Tells that an application comes near its rate limit. `calls` are those of the last minute. */
export function RateLimitNotice({ calls, limit }: { calls: number; limit: number }) {
  if (calls <= limit * notableShare) return null;
  return (
    <p className="flex gap-2 pb-4 text-muted">
      <Gauge aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="max-w-[70ch]">
        {calls.toLocaleString("en")} calls in the last minute, of {limit.toLocaleString("en")} that the rate
        limit allows. Further ones are rejected with 429.
      </span>
    </p>
  );
}

/** Calls with unknown keys belong to no workspace, so no log lists them. */
export function UnknownKeyNotice({ calls }: { calls: number }) {
  if (calls === 0) return null;
  return (
    <p className="flex gap-2 pb-4 text-muted">
      <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="max-w-[70ch]">
        {calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`} in the last 24 hours came with
        unknown keys, from IP addresses that use your keys. Check your keys for typos.
      </span>
    </p>
  );
}
