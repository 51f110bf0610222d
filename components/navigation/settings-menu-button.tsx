"use client";

import { Menu } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/button";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import type { SettingsPanelProps } from "./settings-navigation";

const SettingsSheet = lazyComponent(async () => (await import("./settings-sheet")).SettingsSheet);

/** Opens the settings panel on phones. */
export function SettingsMenuButton(props: SettingsPanelProps) {
  const [open, setOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const show = () => {
    setOpen(true);
    setWasOpen(true);
  };
  return (
    <>
      <IconButton label="Menu" aria-haspopup="dialog" aria-expanded={open} onClick={show}>
        <Menu />
      </IconButton>
      {wasOpen && (
        <LazyBoundary>
          <SettingsSheet {...props} open={open} onOpenChange={setOpen} />
        </LazyBoundary>
      )}
    </>
  );
}
