"use client";

import { Check } from "lucide-react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import type { Permission } from "@/lib/auth/permissions";
import { findPreset, permissionPresets } from "./permission-presets";

interface PresetButtonsProps {
  chosen: Permission[];
  onChange: (chosen: Permission[]) => void;
}

/** Ways to tick several boxes at once. Pressing the one that is on unticks them again. */
export function PresetButtons({ chosen, onChange }: PresetButtonsProps) {
  const active = findPreset(chosen);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {permissionPresets.map((preset) => {
        const pressed = preset === active;
        return (
          <Button
            key={preset.name}
            aria-pressed={pressed}
            onClick={() => onChange(pressed ? [] : preset.permissions)}
            className={cn(pressed && "border-accent bg-accent-subtle text-accent-text")}
          >
            {pressed && <Check />}
            {preset.name}
          </Button>
        );
      })}
    </div>
  );
}
