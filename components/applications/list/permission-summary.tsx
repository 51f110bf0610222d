"use client";

import { type MouseEvent, useState } from "react";
import { findPreset } from "@/components/applications/permission-presets";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { type Permission, permissionIds, permissions } from "@/lib/auth/permissions";

/** The preset, or the first permission and a count. A tooltip lists all. */
export function PermissionSummary({ allowed }: { allowed: Permission[] }) {
  const [open, setOpen] = useState(false);
  const labels = permissionIds.filter((id) => allowed.includes(id)).map((id) => permissions[id].label);
  if (labels.length === 0) return <span className="text-muted">Nothing yet</span>;

  // Touch screens have no hover. Without preventDefault the press would close the tooltip.
  const show = (event: MouseEvent) => {
    event.preventDefault();
    setOpen(true);
  };
  const preset = findPreset(allowed);
  const others = preset ? 0 : labels.length - 1;
  return (
    <Tooltip content={<PermissionList labels={labels} />} open={open} onOpenChange={setOpen}>
      <button
        type="button"
        onClick={show}
        className="-mx-1 inline-flex max-w-full cursor-default items-center gap-1.5 rounded-control px-1 align-top"
      >
        <span className="truncate">{preset?.name ?? labels[0]}</span>
        {others > 0 && (
          <span className="shrink-0 rounded-full bg-hover px-1.5 text-muted text-xs leading-5">
            +{others}
            <span className="sr-only"> more</span>
          </span>
        )}
      </button>
    </Tooltip>
  );
}

function PermissionList({ labels }: { labels: string[] }) {
  return (
    <ul className="flex flex-col gap-0.5 py-0.5">
      {labels.map((label) => (
        <li key={label}>{label}</li>
      ))}
    </ul>
  );
}
