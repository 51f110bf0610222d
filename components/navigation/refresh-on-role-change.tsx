"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef } from "react";
import { callAction } from "@/components/forms/call-action";
import type { RoleName } from "@/lib/auth/permissions";
import { refreshChangedRole } from "@/lib/workspaces/actions";

interface RefreshOnRoleChangeProps {
  workspaceSlug: string;
  /** The role that the page was rendered for. */
  role: RoleName;
}

/** Refreshes the page when a reader whose role has changed returns to its tab. */
export function RefreshOnRoleChange({ workspaceSlug, role }: RefreshOnRoleChangeProps) {
  const router = useRouter();
  const isChecking = useRef(false);
  const check = useEffectEvent(async () => {
    if (isChecking.current || document.visibilityState === "hidden") return;
    isChecking.current = true;
    const result = await callAction(() => refreshChangedRole(workspaceSlug, { role }));
    isChecking.current = false;
    // The reader is no longer a member: the refreshed page is a 404.
    if (!result.ok && result.code === "not_found") router.refresh();
  });
  useEffect(() => {
    const onReturn = () => void check();
    window.addEventListener("focus", onReturn);
    document.addEventListener("visibilitychange", onReturn);
    return () => {
      window.removeEventListener("focus", onReturn);
      document.removeEventListener("visibilitychange", onReturn);
    };
  }, []);
  return null;
}
