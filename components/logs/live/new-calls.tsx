"use client";

import { ArrowUp } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { Button } from "@/components/ui/button";
import type { Live } from "./use-live";

/** The top of the list. While it is out of sight new calls wait, so that nothing moves under somebody's eyes. */
export function NewCalls({ live }: { live: Live }) {
  const { top, waiting } = live;
  const showWaiting = useEffectEvent(() => live.showWaiting());
  useEffect(() => {
    if (!top.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) showWaiting();
    });
    observer.observe(top.current);
    return () => {
      observer.disconnect();
      showWaiting();
    };
  }, [top]);
  const goUp = () => {
    live.showWaiting();
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView({ block: "center" });
  };
  return (
    <>
      <section ref={top} tabIndex={-1} aria-label="Newest calls" className="-mb-6.25 h-px outline-none" />
      <div className="sticky top-14 z-20 -mb-6 flex h-0 justify-center">
        {waiting > 0 && (
          <Button variant="primary" className="rounded-full shadow-float" onClick={goUp}>
            <ArrowUp />
            {waiting === 1 ? "1 new call" : `${waiting.toLocaleString("en")} new calls`}
          </Button>
        )}
      </div>
    </>
  );
}
