"use client";
import { Pencil, ScrollText, Trash2, Menu } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Badge } from "@/components/ui/badge";
import { Button, IconButton } from "@/components/ui/button";
import { columnHelper, DataTable, DataTableSkeleton, type DataTableSort } from "@/components/ui/data-table";
import { CheckboxField } from "@/components/ui/checkbox";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sheet, SheetContent, SheetTrigger } from "@/components/ui/sheet";

interface App { id: string; name: string; hint: string; enabled: boolean; permissions: string; used: string | null }
const column = columnHelper<App>();
const columns = column.columns([
  column.accessor("name", { header: "Name", enableSorting: true, cell: (c) => <a href="#x" className="font-medium after:absolute after:inset-0">{c.getValue()}</a>, meta: { skeleton: "w-2/5" } }),
  column.accessor("permissions", { header: "May", meta: { hideBelow: "md", width: "w-1/4" } }),
  column.accessor("hint", { header: "Key", cell: (c) => <code className="font-mono text-muted text-sm">{c.getValue()}</code>, meta: { hideBelow: "sm", width: "w-32" } }),
  column.accessor("enabled", { header: "Status", cell: (c) => c.getValue() ? <Badge tone="positive">Enabled</Badge> : <Badge>Disabled</Badge>, meta: { width: "w-28", skeleton: "w-16" } }),
  column.accessor("used", { header: "Last used", enableSorting: true, cell: (c) => <RelativeTime value={c.getValue()} never="Never used" />, meta: { width: "w-36", hideBelow: "md" } }),
]);
const rows: App[] = [
  { id: "1", name: "Website", hint: "jny_…a1B2", enabled: true, permissions: "Track data", used: new Date("2026-11-24T05:30:00Z").toISOString() },
  { id: "2", name: "Billing sync with a name that is longer than anyone would expect it to be in the list", hint: "jny_…9xYz", enabled: false, permissions: "Read contacts, Read events, Track data", used: null },
  { id: "3", name: "Zapier", hint: "jny_…77aa", enabled: true, permissions: "Everything", used: "2026-10-01T00:00:00Z" },
];
export function Table() {
  const [sort, setSort] = useState<DataTableSort>({ id: "name", desc: false });
  return <DataTable caption="Applications" columns={columns} rows={rows} getRowId={(r) => r.id} sort={sort} onSort={setSort}
    rowActions={(r) => <><IconButton label={`Logs of ${r.name}`}><ScrollText /></IconButton><IconButton label={`Edit ${r.name}`}><Pencil /></IconButton><IconButton label={`Delete ${r.name}`}><Trash2 /></IconButton></>} />;
}
export function TableSkeleton() { return <DataTableSkeleton caption="Applications" columns={columns} rows={3} rowActions />; }
export function Demos() {
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-wrap gap-2">
      <Dialog>
        <DialogTrigger asChild><Button>Open dialog</Button></DialogTrigger>
        <DialogContent title="Create application" description="It gets its own key, which you see once.">
          <form className="contents" onSubmit={(e) => e.preventDefault()}>
            <DialogBody>
              <Field label="Name" help="Where it will be used."><Input /></Field>
              <fieldset><legend className="font-medium">This application is allowed to:</legend>
              {["Read contacts","Track data","Read events","Read properties","Read segments","Manage segments","Send campaigns","Manage channels"].map((p) => <CheckboxField key={p} label={p} help="One sentence of help that says what that opens." />)}</fieldset>
            </DialogBody>
            <DialogFooter><DialogClose asChild><Button>Cancel</Button></DialogClose><Button type="submit" variant="primary">Create application</Button></DialogFooter>
          </form>
        </DialogContent>
      </Dialog>
      <Button onClick={() => setOpen(true)}>Open confirm</Button>
      <AlertDialog open={open} onOpenChange={setOpen} title="Delete Billing sync" description="Calls with its key stop at once, and its logs are kept for 30 days. It was last used 3 minutes ago." confirmLabel="Delete application" pendingLabel="Deleting…" onConfirm={() => new Promise<void>((r) => setTimeout(() => { setOpen(false); r(); }, 1500))} />
      <Sheet><SheetTrigger asChild><Button>Open sheet</Button></SheetTrigger><SheetContent title="GET /segments/users" description="200, 12 ms">Body</SheetContent></Sheet>
      <Sheet><SheetTrigger asChild><IconButton label="Navigation"><Menu /></IconButton></SheetTrigger><SheetContent side="left" title="Settings">Nav</SheetContent></Sheet>
      <Button onClick={() => { toast.success("Application disabled", { description: "Calls are refused from now on.", action: { label: "Undo", onClick: () => {} } }); toast.error("It could not be saved"); }}>Toast</Button>
      <RelativeTime value="2026-11-24T05:30:00Z" />
    </div>
  );
}
