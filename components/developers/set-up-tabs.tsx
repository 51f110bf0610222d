import { CodeBlock } from "@/components/ui/code-block";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { listSetUps } from "./set-up-snippets";

/** The first call, in each language that has an SDK. */
export function SetUpTabs({ apiUrl }: { apiUrl: string }) {
  const setUps = listSetUps(apiUrl);
  return (
    <Tabs defaultValue={setUps[0]?.id}>
      <TabsList aria-label="Language">
        {setUps.map(({ id, name }) => (
          <TabsTrigger key={id} value={id}>
            {name}
          </TabsTrigger>
        ))}
      </TabsList>
      {setUps.map(({ id, name, install, code }) => (
        <TabsContent key={id} value={id} className="flex flex-col gap-2 pt-3">
          {install && <CodeBlock label={`Installation for ${name}`} code={install} wrap />}
          <CodeBlock label={`First call with ${name}`} code={code} wrap />
        </TabsContent>
      ))}
    </Tabs>
  );
}
