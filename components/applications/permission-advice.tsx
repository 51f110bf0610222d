import { CircleCheck, CirclePlus, Lightbulb } from "lucide-react";
import type { ReactNode } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { Button } from "@/components/ui/button";
import { ShortLocalTime } from "@/components/ui/time/local-time";
import type { PermissionAdvice } from "@/lib/applications/permission-advice";
import { type Permission, permissions } from "@/lib/auth/permissions";

interface PermissionAdviceListProps {
  advice: PermissionAdvice;
  /** The ticked permissions: advice that is followed disappears. */
  chosen: readonly Permission[];
  onRemove: (unused: Permission[], button: HTMLElement) => void;
  onGrant: (missing: Permission, button: HTMLElement) => void;
  /** The buttons open a dialog. */
  opensDialog?: boolean;
}

/** Which permissions to remove or to grant, from the log. Always has a line, so that nothing moves. */
export function PermissionAdviceList({ advice, chosen, opensDialog, ...on }: PermissionAdviceListProps) {
  const { disabledReason } = useApiAccess();
  const more = opensDialog ? "…" : "";
  const { days, granted } = advice;
  const unused = advice.unused?.filter((id) => chosen.includes(id)) ?? [];
  const missing = advice.missing.filter(({ permission }) => !chosen.includes(permission));
  const used = granted - (advice.unused?.length ?? 0);
  return (
    <ul className="flex flex-col gap-2">
      {missing.map(({ permission, calls, since }) => (
        <Line
          key={permission}
          icon={<CirclePlus aria-hidden className="text-warning" />}
          action={
            <Button
              disabledReason={disabledReason}
              aria-label={`Grant ${permissions[permission].label}`}
              onClick={({ currentTarget }) => on.onGrant(permission, currentTarget)}
            >
              Grant{more}
            </Button>
          }
        >
          {calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`} rejected for{" "}
          <span className="font-medium text-text">{permissions[permission].label}</span> since{" "}
          <ShortLocalTime time={since} />.
        </Line>
      ))}
      {unused.length > 0 ? (
        <Line
          icon={<Lightbulb aria-hidden className="text-accent-text" />}
          action={
            <Button
              disabledReason={disabledReason}
              onClick={({ currentTarget }) => on.onRemove(unused, currentTarget)}
            >
              Remove {unused.length}
              {more}
            </Button>
          }
        >
          Granted {granted}, used {used} in {days} days. Not used:{" "}
          {unused.map((id) => permissions[id].label).join("; ")}.
        </Line>
      ) : (
        <Line icon={<CircleCheck aria-hidden />}>{describeUse(advice)}</Line>
      )}
    </ul>
  );
}

function describeUse({ granted, unused, days }: PermissionAdvice): string {
  if (granted === 0) return "It has no permissions to remove.";
  if (unused === null) return "Use is compared with permissions when the key is 7 days old.";
  if (unused.length > 0) return "Unused permissions are unticked. Save to remove them.";
  return granted === 1
    ? `The permission was used in ${days} days.`
    : `All ${granted} permissions were used in ${days} days.`;
}

function Line({ icon, action, children }: { icon: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <li className="flex min-h-control items-center gap-2.5 text-muted text-sm [&_svg]:size-4 [&_svg]:shrink-0">
      {icon}
      <p className="min-w-0 flex-1">{children}</p>
      {action}
    </li>
  );
}
