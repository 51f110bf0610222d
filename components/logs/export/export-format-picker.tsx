"use client";

import { type ExportFormat, exportFormats } from "@/lib/logs/schema";

const texts: Record<ExportFormat, { label: string; help: string }> = {
  csv: {
    label: "CSV",
    help: "For spreadsheets. A ' goes before each text that a spreadsheet would run as a formula.",
  },
  ndjson: { label: "NDJSON", help: "For programs: a JSON object on each line, every value as it was." },
};

interface ExportFormatPickerProps {
  value: ExportFormat;
  onChange: (format: ExportFormat) => void;
  disabled: boolean;
}

export function ExportFormatPicker({ value, onChange, disabled }: ExportFormatPickerProps) {
  return (
    <fieldset disabled={disabled} className="flex flex-col gap-2 disabled:opacity-60">
      <legend className="mb-2 font-medium">Format</legend>
      {exportFormats.map((format) => (
        <label
          key={format}
          className="flex cursor-pointer items-start gap-3 rounded-control border p-3 transition-colors duration-150 hover:border-border-strong has-checked:border-accent has-checked:bg-accent-subtle"
        >
          <input
            type="radio"
            name="format"
            value={format}
            checked={value === format}
            onChange={() => onChange(format)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span className="flex flex-col gap-0.5">
            <span className="font-medium">{texts[format].label}</span>
            <span className="text-muted text-sm">{texts[format].help}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
