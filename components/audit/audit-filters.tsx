"use client";

import { X } from "lucide-react";
import { RangeMenu } from "@/components/logs/filters/range-menu";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Combobox, type ComboboxOption } from "@/components/ui/form/combobox";
import { useUrlNavigation } from "@/components/ui/use-url-navigation";
import {
  type AuditAction,
  type AuditFilter,
  type AuditFilterOptions,
  type AuditTopic,
  auditActions,
  auditTopics,
  commandLine,
  formatAuditUrl,
  isFiltered,
} from "@/lib/audit/schema";

interface AuditFiltersProps {
  /** URL path of the audit log. */
  path: string;
  filter: AuditFilter;
  options: AuditFilterOptions;
}

/** The value of an option that filters nothing. */
const anything = "";

const style = "grid grid-cols-2 gap-2 pb-4 sm:flex sm:flex-wrap sm:items-center";
const menuStyle = "sm:w-48";

export function AuditFilters({ path, filter, options }: AuditFiltersProps) {
  const { pending, navigate } = useUrlNavigation();
  const change = (changes: Partial<AuditFilter>) =>
    navigate(formatAuditUrl(path, { ...filter, ...changes, before: null }));
  const { about, person, action, application, range, from, to } = filter;
  return (
    <search aria-label="Filters" aria-busy={pending} className={style}>
      <Combobox
        label="Person"
        options={listPeople(options)}
        value={person ?? anything}
        onChange={(chosen) => change({ person: chosen || null })}
        className={menuStyle}
      />
      <Combobox
        label="Action"
        options={listActions(about)}
        value={action ?? anything}
        onChange={(chosen) => change({ action: (chosen || null) as AuditAction | null })}
        className={menuStyle}
      />
      <Combobox
        label="Application"
        options={listApplicationOptions(options)}
        value={application ?? anything}
        onChange={(chosen) => change({ application: chosen || null })}
        className={menuStyle}
      />
      <RangeMenu
        filter={{ range: range ?? undefined, from: from ?? undefined, to: to ?? undefined }}
        onChange={(chosen) =>
          change({ range: chosen.range ?? null, from: chosen.from ?? null, to: chosen.to ?? null })
        }
        retentionDays={null}
      />
      {isFiltered(filter) && (
        <Button variant="ghost" onClick={() => navigate(formatAuditUrl(path, { about }))} className="px-2.5">
          <X />
          Clear filters
        </Button>
      )}
    </search>
  );
}

function listPeople({ people }: AuditFilterOptions): ComboboxOption[] {
  return [
    { value: anything, label: "All people" },
    { value: commandLine, label: "Command line" },
    ...people.map(({ id, name, email }) => ({ value: id, label: name, hint: email })),
  ];
}

function listApplicationOptions({ applications }: AuditFilterOptions): ComboboxOption[] {
  return [
    { value: anything, label: "All applications" },
    ...applications.map(({ id, name, isDeleted }) => ({
      value: id,
      label: name,
      ...(isDeleted && { hint: "Deleted" }),
    })),
  ];
}

/** The actions of a topic, or of all topics under their headings. */
function listActions(about: AuditTopic | null): ComboboxOption[] {
  const all = Object.keys(auditActions) as AuditAction[];
  const topics = (about ? [about] : [...Object.keys(auditTopics), "workspace"]) as AuditTopic[];
  return [
    { value: anything, label: "All actions" },
    ...topics.flatMap((topic) =>
      all
        .filter((action) => action.startsWith(topic))
        .map((action) => ({
          value: action,
          label: toLabel(action),
          group: auditTopics[topic] ?? "Workspace",
        })),
    ),
  ];
}

/** "created the application …" becomes "Created the application". */
function toLabel(action: AuditAction): string {
  const text = auditActions[action].replace(/ ?…/, "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The closed menus. */
export function AuditFiltersSkeleton() {
  return (
    <div aria-hidden className={style}>
      {["Person", "Action", "Application"].map((name) => (
        <div key={name} className={cn("h-control rounded-control border", menuStyle)} />
      ))}
      <div className="h-control rounded-control border sm:w-32" />
    </div>
  );
}
