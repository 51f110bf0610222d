"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { second } from "@/lib/time";

const interval = 2 * second;

/** Says that the page keeps itself up to date, and makes it so while somebody can see it. */
export function LiveSign() {
  const router = useRouter();
  const [refreshing, startTransition] = useTransition();
  const refresh = useEffectEvent(() => {
    if (document.hidden || !navigator.onLine || refreshing) return;
    startTransition(() => router.refresh());
  });
  useEffect(() => {
    const onTick = () => refresh();
    const timer = setInterval(onTick, interval);
    document.addEventListener("visibilitychange", onTick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onTick);
    };
  }, []);
  return <Badge tone="positive">Live</Badge>;
}
