"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { maxSafeAddresses, type KeySafety as Report, type SafetyKind } from "@/lib/applications/rows";
import { permissions } from "@/lib/auth/permissions";
import { SafetyFix } from "./safety-fix";
import { safetyReasons } from "./safety-reasons";

const help: Record<SafetyKind, string> = {
  inUrl:
    "Browsers, proxies and server logs store URLs. Replace the key, and send it in the header x-api-key.",
  oldKeyInUse:
    "A program still called with the replaced key in the last 24 hours. Give it the new key, then stop the old one.",
  manyAddresses: `More than ${maxSafeAddresses} IP addresses used the key within a week. Give each program its own key, or restrict the addresses.`,
  unused: "No accepted call for 90 days. A disabled application can be enabled again.",
  unusedPermissions: "No call of 30 days needed these permissions. Keys younger than 7 days are not listed.",
  neverExpires:
    "A lost key works until somebody notices. The warning of an expiring key appears 14 days before.",
};

/** The findings of each reason, with their fixes. */
export function KeySafetyReasons({ findings }: { findings: Report }) {
  return findings.map((finding) => <Reason key={finding.kind} finding={finding} />);
}

function Reason({ finding: { kind, total, applications } }: { finding: Report[number] }) {
  const more = total - applications.length;
  const { name } = safetyReasons[kind];
  return (
    <section aria-label={`Keys ${name}`} className="px-4 py-3">
      <h3 className="font-medium">
        {total === 1 ? "1 key" : `${total.toLocaleString("en")} keys`} {name}
      </h3>
      <p className="max-w-[70ch] text-muted text-sm">{help[kind]}</p>
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
