import { Suspense, use } from "react";
import { PermissionAdviceList } from "@/components/applications/permission-advice";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import type { ActionResult } from "@/lib/action";
import type { PermissionAdvice } from "@/lib/applications/permission-advice";
import { type Permission, permissionIds } from "@/lib/auth/permissions";

export type LoadingAdvice = Promise<ActionResult<PermissionAdvice>>;

interface DialogAdviceProps {
  advice: LoadingAdvice;
  chosen: Permission[];
  onChange: (chosen: Permission[]) => void;
}

/** Ticks and unticks the boxes. Nothing is saved before the form is. The fallback has the height of a line. */
export function DialogAdvice(props: DialogAdviceProps) {
  return (
    <Suspense
      fallback={
        <div className="flex h-control items-center">
          <Skeleton className="w-72" />
        </div>
      }
    >
      <LoadedAdvice {...props} />
    </Suspense>
  );
}

function LoadedAdvice({ advice, chosen, onChange }: DialogAdviceProps) {
  const result = use(advice);
  if (!result.ok) return <p className="text-muted text-sm">The use of permissions could not be loaded.</p>;
  return (
    <PermissionAdviceList
      advice={result.data}
      chosen={chosen}
      onRemove={(unused) => onChange(chosen.filter((id) => !unused.includes(id)))}
      onGrant={(missing) => onChange(permissionIds.filter((id) => id === missing || chosen.includes(id)))}
    />
  );
}
