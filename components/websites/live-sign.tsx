"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { Badge } from "@/components/ui/badge";
import { second } from "@/lib/time";
import { markInstallation } from "@/lib/websites/actions";
import { useWebsites } from "./websites";

const interval = 2 * second;

interface LiveSignProps {
  websiteId: string;
  /** Of what the page shows. */
  mark: string;
}

/**
 * Keeps the page up to date while somebody can see it. It asks first whether there is anything new: a refresh loads
 * all that the page links to anew, and leads to the browser's own error page where the server cannot be reached.
 */
export function LiveSign({ websiteId, mark }: LiveSignProps) {
  const { slug } = useWebsites();
  const router = useRouter();
  const asking = useRef(false);
  const [reached, setReached] = useState(true);

  const look = useEffectEvent(async () => {
    if (document.hidden || asking.current) return;
    asking.current = true;
    const result = await callAction(() => markInstallation(slug, { id: websiteId }));
    asking.current = false;
    const isAway = !result.ok && result.code === "unavailable";
    setReached(!isAway);
    if (result.ok ? result.data !== mark : !isAway) router.refresh();
  });
  useEffect(() => {
    const onTick = () => void look();
    const timer = setInterval(onTick, interval);
    document.addEventListener("visibilitychange", onTick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onTick);
    };
  }, []);
  return (
    <span role="status">
      {reached ? <Badge tone="positive">Live</Badge> : <Badge tone="warning">Server not reached</Badge>}
    </span>
  );
}
