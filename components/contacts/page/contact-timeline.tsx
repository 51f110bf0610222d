import { Activity, CircleDot, HeartPulse, Layers, LogOut } from "lucide-react";
import Link from "next/link";
import { describeCause } from "@/components/computations/segments/describe-cause";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Card } from "@/components/ui/layout/card";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import {
  type ContactPageQuery,
  formatContactPageUrl,
  type Timeline,
  type TimelineEntry,
  type TimelineFilter,
  toContactUrl,
} from "@/lib/contacts/schema/contact-page";

interface ContactTimelineProps {
  slug: string;
  kind: ContactKind;
  timeline: Timeline;
  path: string;
  query: ContactPageQuery;
}

const filterLabels: Record<TimelineFilter, string> = {
  all: "Everything",
  events: "Events",
  changes: "Changes",
};

/** Events of a contact, and changes of its segments, stage and health. Newest first. */
export function ContactTimeline({
  slug,
  kind,
  timeline: { entries, next },
  path,
  query,
}: ContactTimelineProps) {
  return (
    <Card
      id="timeline"
      title="Timeline"
      className="scroll-mt-6"
      action={<TimelineFilters path={path} query={query} />}
    >
      {entries.length === 0 ? (
        <p className="text-muted">
          {query.before === null ? "Nothing happened yet." : "Nothing before that."}
        </p>
      ) : (
        <ol className="flex flex-col">
          {entries.map((entry) => (
            <li key={entry.id} className="group flex gap-3">
              <div className="flex flex-col items-center">
                <EntryIcon entry={entry} />
                <span aria-hidden className="w-px flex-1 bg-border group-last:hidden" />
              </div>
              <div className="flex min-w-0 flex-1 flex-col gap-1 pb-5">
                <div className="flex min-h-7 flex-wrap items-center gap-x-3">
                  <span className="min-w-0 flex-1 break-words">
                    <EntryText entry={entry} />
                  </span>
                  <span className="shrink-0 text-muted text-sm">
                    <RelativeTime value={entry.time} />
                  </span>
                </div>
                <EntryDetail slug={slug} kind={kind} entry={entry} />
              </div>
            </li>
          ))}
        </ol>
      )}
      <nav aria-label="Timeline pages" className="flex gap-2 empty:hidden">
        {query.before !== null && (
          <Button asChild>
            <Link href={`${formatContactPageUrl(path, { ...query, before: null })}#timeline`}>Newest</Link>
          </Button>
        )}
        {next !== null && (
          <Button asChild>
            <Link href={`${formatContactPageUrl(path, { ...query, before: next })}#timeline`}>Older</Link>
          </Button>
        )}
      </nav>
    </Card>
  );
}

function TimelineFilters({ path, query }: Pick<ContactTimelineProps, "path" | "query">) {
  return (
    <nav aria-label="Timeline filter" className="flex gap-0.5">
      {(Object.keys(filterLabels) as TimelineFilter[]).map((show) => (
        <Link
          key={show}
          href={formatContactPageUrl(path, { ...query, show, before: null })}
          scroll={false}
          prefetch={false}
          aria-current={query.show === show ? "true" : undefined}
          className={cn(
            "flex h-7 items-center rounded-control px-2 text-muted text-sm transition-colors duration-150 hover:bg-hover hover:text-text pointer-coarse:h-control",
            query.show === show && "bg-hover font-medium text-text",
          )}
        >
          {filterLabels[show]}
        </Link>
      ))}
    </nav>
  );
}

function EntryIcon({ entry }: { entry: TimelineEntry }) {
  const Icon = getIcon(entry);
  return (
    <span
      aria-hidden
      className={cn(
        "grid size-7 shrink-0 place-items-center rounded-full border bg-surface text-muted",
        entry.type !== "event" && "border-transparent bg-accent-subtle text-accent-text",
      )}
    >
      <Icon className="size-3.5" />
    </span>
  );
}

function getIcon(entry: TimelineEntry) {
  if (entry.type === "event") return Activity;
  if (entry.type === "segment") return entry.entered ? CircleDot : LogOut;
  return entry.type === "stage" ? Layers : HeartPulse;
}

function EntryText({ entry }: { entry: TimelineEntry }) {
  if (entry.type === "event") return <span className="font-medium">{entry.label}</span>;
  if (entry.type === "segment") {
    return (
      <>
        {entry.entered ? "Entered the segment " : "Left the segment "}
        <span className="font-medium">{entry.name}</span>
      </>
    );
  }
  const noun = entry.type === "stage" ? "Stage" : "Health";
  if (entry.name === "") return `${noun} ended: ${entry.previous}`;
  return (
    <>
      {noun} {entry.previous === "" ? "became " : `changed from ${entry.previous} to `}
      <span className="font-medium">{entry.name}</span>
    </>
  );
}

type EntryDetailProps = Pick<ContactTimelineProps, "slug" | "kind"> & { entry: TimelineEntry };

function EntryDetail({ slug, kind, entry }: EntryDetailProps) {
  if (entry.type !== "event") return <p className="text-muted text-sm">{describeCause(entry.cause)}</p>;
  const { related, metadata } = entry;
  const fields = Object.entries(metadata);
  const relatedKind = kind === "user" ? "account" : "user";
  return (
    <>
      {related && (
        <p className="text-muted text-sm">
          {relatedKind === "account" ? "In " : "By "}
          <Link
            href={toContactUrl(slug, relatedKind, related.id)}
            prefetch={false}
            className="hover:underline"
          >
            {related.name}
          </Link>
        </p>
      )}
      {fields.length > 0 && (
        <dl className="flex flex-wrap gap-x-4 gap-y-0.5 text-sm">
          {fields.slice(0, maxFields).map(([name, value]) => (
            <div key={name} className="flex min-w-0 max-w-full gap-1.5">
              <dt className="shrink-0 text-muted">{name}</dt>
              <dd title={String(value)} className="min-w-0 truncate">
                {String(value)}
              </dd>
            </div>
          ))}
          {fields.length > maxFields && (
            <div className="text-muted">and {fields.length - maxFields} more</div>
          )}
        </dl>
      )}
    </>
  );
}

/** Of the metadata, which may have hundreds. */
const maxFields = 12;
