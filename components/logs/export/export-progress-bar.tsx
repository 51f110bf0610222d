import type { ExportProgress } from "./save-export";

/** How far an export came. How many calls a search will find nobody knows: then they are only counted. */
export function ExportProgressBar({ calls, ofCalls }: ExportProgress) {
  const text =
    ofCalls === null
      ? calls.toLocaleString("en")
      : `${calls.toLocaleString("en")} of ${ofCalls.toLocaleString("en")}`;
  const share = ofCalls ? Math.min(1, calls / ofCalls) : 0;
  return (
    <div className="flex flex-col gap-1.5">
      <div
        role="progressbar"
        aria-label="Calls exported"
        aria-valuemin={0}
        aria-valuemax={ofCalls ?? undefined}
        aria-valuenow={ofCalls === null ? undefined : Math.min(calls, ofCalls)}
        aria-valuetext={`${text} calls`}
        className="h-2 overflow-hidden rounded-full bg-hover forced-colors:outline"
      >
        {ofCalls === null ? (
          <div className="h-full w-full bg-accent opacity-60 forced-colors:bg-[Highlight] motion-safe:animate-pulse" />
        ) : (
          <div
            className="h-full bg-accent forced-colors:bg-[Highlight]"
            style={{ width: `${share * 100}%` }}
          />
        )}
      </div>
      <p className="text-muted text-sm tabular-nums">{text} calls</p>
    </div>
  );
}
