import { ChevronRight } from "lucide-react";
import type { AuditChange } from "@/lib/audit/schema";

/** The changed values, below their entry. */
export function AuditChanges({ changes }: { changes: AuditChange[] }) {
  return (
    <details className="group text-sm">
      <summary className="inline-flex cursor-pointer list-none items-center gap-1 rounded-control text-muted hover:text-text">
        <ChevronRight
          aria-hidden
          className="size-3.5 transition-transform duration-150 group-open:rotate-90"
        />
        Before and after
      </summary>
      <dl className="mt-1 mb-1 flex flex-col gap-2 border-l-2 pl-3">
        {changes.map(({ field, before, after }) => (
          <div key={field}>
            <dt className="text-muted">{field}</dt>
            <dd>
              <span className="sr-only">Before: </span>
              <Value text={before} />
              <span aria-hidden className="px-1.5 text-muted">
                →
              </span>
              <span className="sr-only">, after: </span>
              <Value text={after} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Value({ text }: { text: string }) {
  if (text === "") return <span className="text-muted">nothing</span>;
  return <bdi className="whitespace-pre-line">{text}</bdi>;
}
