"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { second } from "@/lib/time";
import type { Live } from "./use-live";

/** As often is it said how many calls came, and are the numbers above the list brought up to date. */
const every = 10 * second;

/** What a screen reader says of Live: no more than it can say in peace. */
export function useLiveNews({ state, calls: all, isFollowing }: Live): string {
  const router = useRouter();
  const [news, setNews] = useState("");
  const told = useRef(0);
  /** Whether calls came that the numbers above the list do not count yet. */
  const isBehind = useRef(false);
  const lastState = useRef(state);
  const isOn = state !== "off";
  const tell = useEffectEvent(() => {
    const calls = all - told.current;
    told.current = all;
    if (calls > 0) {
      setNews(calls === 1 ? "1 new call" : `${calls.toLocaleString("en")} new calls`);
      isBehind.current = true;
    }
    // Not while somebody looks further down, where the list would move under their eyes; nor while the server is away,
    // where a refresh would put the browser's own error in the page's place.
    if (!isBehind.current || state !== "live" || !isFollowing() || document.hidden) return;
    isBehind.current = false;
    router.refresh();
  });
  const begin = useEffectEvent(() => {
    told.current = all;
    setNews("Live is on");
  });
  const end = useEffectEvent(() => {
    setNews("Live is off");
    if (lastState.current === "live") router.refresh();
  });
  useEffect(() => {
    if (!isOn) return;
    begin();
    const timer = setInterval(() => tell(), every);
    return () => {
      clearInterval(timer);
      end();
    };
  }, [isOn]);
  useEffect(() => {
    lastState.current = state;
  }, [state]);
  return news;
}
