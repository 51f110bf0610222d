"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { Badge } from "@/components/ui/badge";
import { useWebsitesContext } from "@/components/websites/websites-context";
import { second } from "@/lib/time";
import { getInstallationVersion } from "@/lib/websites/actions";

const pollInterval = 2 * second;

interface LiveIndicatorProps {
  websiteId: string;
  /** Of the installation that the page shows. */
  version: string;
}

/**
 * Polls the installation's version while the page is visible, and refreshes the page when it changed. Refreshing on
 * every poll would reload all prefetched links, and show the browser's error page when the server is unreachable.
 */
export function LiveIndicator({ websiteId, version }: LiveIndicatorProps) {
  const { slug } = useWebsitesContext();
  const router = useRouter();
  const isPolling = useRef(false);
  const [isReachable, setIsReachable] = useState(true);

  const poll = useEffectEvent(async () => {
    if (document.hidden || isPolling.current) return;
    isPolling.current = true;
    const result = await callAction(() => getInstallationVersion(slug, { id: websiteId }));
    isPolling.current = false;
    const isUnavailable = !result.ok && result.code === "unavailable";
    setIsReachable(!isUnavailable);
    if (result.ok ? result.data !== version : !isUnavailable) router.refresh();
  });
  useEffect(() => {
    const onTick = () => void poll();
    const timer = setInterval(onTick, pollInterval);
    document.addEventListener("visibilitychange", onTick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onTick);
    };
  }, []);
  return (
    <span role="status">
      {isReachable ? <Badge tone="positive">Live</Badge> : <Badge tone="warning">Server not reached</Badge>}
    </span>
  );
}
