"use client";

import { ChevronRight, ShieldAlert, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { type ReactNode, use, useId, useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { cn } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { maxSafeAddresses, type KeySafety as Report, type SafetyKind } from "@/lib/applications/rows";
import { permissions } from "@/lib/auth/permissions";
import { SafetyFix } from "./safety-fix";

/** Names the reason in the summary, and explains it. */
const reasons: Record<SafetyKind, { name: string; help: string; urgent: boolean }> = {
  inUrl: {
    name: "in a URL",
    help: "Browsers, proxies and server logs store URLs. Replace the key, and send it in the header x-api-key.",
    urgent: true,
  },
  oldKeyInUse: {
    name: "replaced but in use",
    help: "A program still called with the replaced key in the last 24 hours. Give it the new key, then stop the old one.",
    urgent: true,
  },
  manyAddresses: {
    name: "shared",
    help: `More than ${maxSafeAddresses} IP addresses used the key within a week. Give each program its own key, or restrict the addresses.`,
    urgent: true,
  },
  unused: {
    name: "unused",
    help: "No accepted call for 90 days. A disabled application can be enabled again.",
    urgent: false,
  },
  unusedPermissions: {
    name: "with unused permissions",
    help: "No call of 30 days needed these permissions. Keys younger than 7 days are not listed.",
    urgent: false,
  },
  neverExpires: {
    name: "without expiry",
    help: "A lost key works until somebody notices. The warning of an expiring key appears 14 days before.",
    urgent: false,
  },
};

const headingStyle = "flex min-h-11 w-full items-center gap-2 px-4 py-2 text-left";

/** Which keys are unsafe and why, each with its fix. Closed, it is one line. */
export function KeySafetySection({ report }: { report: Promise<Report> }) {
  const findings = use(report);
  const [open, setOpen] = useState(false);
  const id = useId();
  const isUrgent = findings.some(({ kind }) => reasons[kind].urgent);
  const isSafe = findings.length === 0;
  const Icon = isSafe ? ShieldCheck : ShieldAlert;
  const heading = (
    <>
      <Icon
        aria-hidden
        className={cn("size-4 shrink-0", isSafe ? "text-positive" : isUrgent ? "text-warning" : "text-muted")}
      />
      <span className="font-medium">Key safety</span>
      <span className="min-w-0 flex-1 text-muted text-sm max-sm:hidden">{summarize(findings)}</span>
      {/* A phone has room for one line. */}
      <span className="flex-1 text-muted text-sm sm:hidden">{countFindings(findings)}</span>
    </>
  );
  return (
    <section aria-label="Key safety" className="mb-4 rounded-surface border bg-surface">
      <h2>
        {isSafe ? (
          <span className={headingStyle}>{heading}</span>
        ) : (
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
            className={cn(headingStyle, "rounded-surface hover:bg-inset")}
          >
            {heading}
            <ChevronRight
              aria-hidden
              className={cn(
                "size-4 shrink-0 text-muted transition-transform duration-150",
                open && "rotate-90",
              )}
            />
          </button>
        )}
      </h2>
      <div id={id} hidden={!open} className="divide-y border-t">
        {findings.map((finding) => (
          <Reason key={finding.kind} finding={finding} />
        ))}
      </div>
    </section>
  );
}

export function KeySafetySkeleton() {
  return (
    <div className="mb-4 flex min-h-11 items-center gap-2 rounded-surface border bg-surface px-4">
      <Skeleton className="w-72 max-w-full" />
    </div>
  );
}

/** "2 keys in a URL, 1 key without expiry" */
function summarize(findings: Report): string {
  if (findings.length === 0) return "No key is at risk.";
  return findings
    .map(({ kind, total }) => {
      const keys = total === 1 ? "1 key" : `${total.toLocaleString("en")} keys`;
      return `${keys} ${reasons[kind].name}`;
    })
    .join(", ");
}

function countFindings(findings: Report): string {
  const total = findings.reduce((sum, finding) => sum + finding.total, 0);
  if (total === 0) return "No key is at risk.";
  return total === 1 ? "1 finding" : `${total.toLocaleString("en")} findings`;
}

function Reason({ finding: { kind, total, applications } }: { finding: Report[number] }) {
  const more = total - applications.length;
  const { name, help } = reasons[kind];
  return (
    <section aria-label={`Keys ${name}`} className="px-4 py-3">
      <h3 className="font-medium">
        {total === 1 ? "1 key" : `${total.toLocaleString("en")} keys`} {name}
      </h3>
      <p className="max-w-[70ch] text-muted text-sm">{help}</p>
      <ul className="mt-1.5 flex flex-col">
        {applications.map((item) => (
          <li
            key={item.application.id}
            className="flex min-h-11 items-center justify-between gap-3 max-sm:py-1"
          >
            <Named item={item} kind={kind} />
            <SafetyFix kind={kind} item={item} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-muted text-sm">And {more.toLocaleString("en")} more.</p>}
    </section>
  );
}

type Item = Report[number]["applications"][number];

function Named({ item, kind }: { item: Item; kind: SafetyKind }) {
  const { slug } = useApiAccess();
  const { id, name } = item.application;
  return (
    <div className="min-w-0">
      <Link
        href={`/${slug}/settings/api-access/${id}`}
        prefetch={false}
        className="block truncate font-medium hover:underline"
      >
        {name}
      </Link>
      <p className="text-muted text-sm">{describeItem(item, kind)}</p>
    </div>
  );
}

function describeItem({ application, unused, addresses }: Item, kind: SafetyKind): ReactNode {
  const { key, oldKey, lastUsedAt, createdAt, permissions: granted } = application;
  const times: Partial<Record<SafetyKind, ReactNode>> = {
    manyAddresses: `${addresses.toLocaleString("en")} IP addresses in a week`,
    unused: lastUsedAt ? (
      <>
        Last used <RelativeTime value={lastUsedAt} focusable={false} />
      </>
    ) : (
      <>
        Never used, created <RelativeTime value={createdAt} focusable={false} />
      </>
    ),
    unusedPermissions: `${unused.length} of ${granted.length}: ${unused.map((one) => permissions[one].label).join("; ")}`,
    oldKeyInUse: oldKey?.lastUsedAt && (
      <>
        The old key was used <RelativeTime value={oldKey.lastUsedAt} focusable={false} />
      </>
    ),
  };
  return (
    times[kind] ?? (
      <>
        Key created <RelativeTime value={key.createdAt} focusable={false} />
      </>
    )
  );
}
