import { KeyRound } from "lucide-react";

/** Calls that no log can hold, since their keys never were anybody's. */
export function UnknownKeyNotice({ calls }: { calls: number }) {
  if (calls === 0) return null;
  return (
    <p className="flex gap-2 pb-4 text-muted">
      <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="max-w-[70ch]">
        {calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`} in the last 24 hours came with
        unknown keys, from addresses that also use your keys. A key may have been mistyped or cut off.
      </span>
    </p>
  );
}
