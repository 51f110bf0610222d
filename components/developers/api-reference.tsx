"use client";

import "./api-reference.css";
import type { createApiReference } from "@scalar/api-reference";
import Script from "next/script";
import { useTheme } from "next-themes";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ReferenceSkeleton } from "./reference-skeleton";

declare global {
  interface Window {
    /** What the library's script leaves. */
    Scalar?: { createApiReference: typeof createApiReference };
  }
}

type Mode = "light" | "dark";

/** The library as its maker bundled it: to bundle it again would double the time that a build takes. */
const library = new URL("@scalar/api-reference/browser/standalone.js", import.meta.url).pathname;

/** Every operation, from the OpenAPI document. It has the screen's height from the start, and stands last. */
export function ApiReference() {
  const { resolvedTheme } = useTheme();
  const mode: Mode = resolvedTheme === "dark" ? "dark" : "light";
  const host = useRef<HTMLDivElement>(null);
  const reference = useRef<ReturnType<typeof createApiReference>>(null);
  const [state, setState] = useState<"waiting" | "drawing" | "shown" | "failed">("waiting");
  const started = state === "drawing" || state === "shown";
  const busy = state === "waiting" || state === "drawing";

  const draw = useEffectEvent(() => {
    if (!host.current || !window.Scalar) return;
    const configuration = { ...settings(mode), onLoaded: () => setState("shown") };
    reference.current = window.Scalar.createApiReference(host.current, configuration);
  });
  useEffect(() => {
    if (!started) return;
    draw();
    return () => reference.current?.destroy();
  }, [started]);
  useEffect(() => reference.current?.updateConfiguration(settings(mode)), [mode]);

  return (
    <div className="relative min-h-[calc(100dvh-3.5rem)]" aria-busy={busy}>
      {busy && <ReferenceSkeleton />}
      {state === "failed" && <LoadingFailed />}
      <div ref={host} />
      <Script src={library} onReady={() => setState("drawing")} onError={() => setState("failed")} />
    </div>
  );
}

/** It calls no host but ours, and forgets the key with the page. */
function settings(mode: Mode) {
  return {
    url: "/api/spec.json",
    persistAuth: false,
    telemetry: false,
    withDefaultFonts: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: "never",
    theme: "none",
    darkMode: mode === "dark",
    forceDarkModeState: mode,
    hideDarkModeToggle: true,
    defaultOpenAllTags: true,
    hideModels: true,
    orderSchemaPropertiesBy: "preserve",
  } as const;
}

function LoadingFailed() {
  return (
    <Alert
      tone="danger"
      role="alert"
      title="The operations could not be loaded"
      className="m-4 sm:m-8"
      action={<Button onClick={() => window.location.reload()}>Reload</Button>}
    >
      Reload the page, or read{" "}
      <a className="link" href="/api/spec.json">
        the OpenAPI document
      </a>
      .
    </Alert>
  );
}
