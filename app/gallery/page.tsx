import Link from "next/link";
import { KeyRound, Plus, Trash2 } from "lucide-react";
import { Alert, ErrorSummary } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button, IconButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CheckboxField } from "@/components/ui/checkbox";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { PageHeader } from "@/components/ui/page-header";
import { PasswordInput } from "@/components/ui/password-input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { ThemeSwitch } from "@/components/theme-switch";
import { Demos, Table, TableSkeleton } from "./demos";

export const dynamic = "force-dynamic";
export default function Gallery() {
  return (
    <main className="mx-auto flex max-w-270 flex-col gap-6 px-4 py-8">
      <PageHeader title="API access" description="Applications call the API with their own key. Give each the least it needs." action={<><Button variant="primary"><Plus />Create application</Button></>} />
      <div className="flex flex-wrap gap-2">
        <Button variant="primary">Primary</Button><Button>Secondary</Button><Button variant="ghost">Ghost</Button><Button variant="danger">Delete application</Button>
        <Button variant="primary" pending pendingLabel="Creating…">Create application</Button>
        <Button id="refused" variant="primary" disabledReason="Only admins and owners can create applications.">Create application</Button>
        <Button disabled>Disabled</Button>
        <Button asChild><Link href="/gallery">A link</Link></Button>
        <IconButton label="Delete" shortcut="D"><Trash2 /></IconButton>
        <IconButton label="Delete" disabledReason="Only admins."><Trash2 /></IconButton>
        <ThemeSwitch /> <Kbd>⌘K</Kbd> <CopyButton value="x" />
      </div>
      <Demos />
      <Table />
      <TableSkeleton />
      <div className="flex flex-wrap gap-2">
        <Badge>Disabled</Badge><Badge tone="positive">Enabled</Badge><Badge tone="warning">Retiring</Badge><Badge tone="danger">Failed</Badge><Badge tone="accent" icon={<KeyRound />}>Key</Badge>
      </div>
      <Card title="Edit application" description="What it is called and what it may do." footer={<><Button>Cancel</Button><Button variant="primary">Save changes</Button></>}>
        <div className="flex flex-col gap-5">
          <ErrorSummary errors={[{ fieldId: "name", message: "Give it a name that is not in use." }]} />
          <Field label="Name" id="name" help="Where it will be used, such as “Website” or “Billing sync”." error="There is already an application called Website."><Input defaultValue="Website" /></Field>
          <Field label="Email"><Input placeholder="ada@example.com" /></Field>
          <Field label="Password"><PasswordInput defaultValue="secret" autoComplete="off" /></Field>
          <Field label="Role"><Select><option>Owner</option><option>Admin</option></Select></Field>
          <div>
            <CheckboxField label="Read contacts" help="Look up users and accounts, their properties and segments." defaultChecked />
            <CheckboxField label="Track data" help="Send events, and create or update users and accounts." />
          </div>
          <div className="flex items-center gap-3"><Switch aria-label="Enable" defaultChecked /><Switch aria-label="Enable b" /><Switch aria-label="Enable c" id="refused-switch" defaultChecked disabledReason="Only admins can." /> Enable <a className="link" href="/x">a link</a></div>
        </div>
      </Card>
      <Alert title="This key is shown once">Copy it now. We keep only its fingerprint.</Alert>
      <Alert tone="positive">Copied.</Alert>
      <Alert tone="warning" title="Calls with this key stop at once" action={<Button>Regenerate</Button>}>Anything that still uses it is refused with 401.</Alert>
      <Alert tone="danger" title="It was not saved">Somebody else changed this application meanwhile.</Alert>
      <CodeBlock label="Request as curl" code={`curl https://api.example.com/api/segments/users -H "x-api-key: jny_4fK9dQ2sWm8Zr1TyUbN7vXcPa5LeHj3G0a1b2c" --compressed --max-time 10 --retry 3\n# second line`} />
      <EmptyState icon={<KeyRound />} title="No applications yet" description="An application is a name, what it may do, and one key. Create one for each system that calls the API." action={<Button variant="primary"><Plus />Create application</Button>}>
        <CodeBlock label="First call" code={`curl https://api.example.com/api/validate`} />
      </EmptyState>
    </main>
  );
}
