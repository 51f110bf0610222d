"use client";

import { ArrowUp } from "lucide-react";
import { useEffect, useEffectEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import type { Live } from "./use-live";

/** The top of the list. While it is out of sight new calls wait, so that nothing moves under somebody's eyes. */
export function NewCalls({ live }: { live: Live }) {
  const top = useRef<HTMLElement>(null);
  const follow = useEffectEvent((following: boolean) => live.follow(following));
  useEffect(() => {
    if (!top.current) return;
    const observer = new IntersectionObserver((entries) => follow(entries.at(-1)?.isIntersecting ?? true));
    observer.observe(top.current);
    return () => {
      observer.disconnect();
      follow(true);
    };
  }, []);
  const goUp = () => {
    live.follow(true);
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView({ block: "center" });
  };
  const { waiting } = live;
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
