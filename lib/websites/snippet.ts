/**
 * What a website carries to have its visits tracked. It holds nothing up: calls that come before the script has
 * loaded wait in `journy.q`. The script is an element of the page, since pages can forbid scripts to load others.
 */
export function createSnippet(trackerId: string, origin: string): string {
  return `<script>
  window.journy = window.journy || function () {
    (journy.q = journy.q || []).push(arguments);
  };
  journy("init", { trackerId: ${quote(trackerId)} });
  journy("pageview");
</script>
<script async src="${new URL(`${origin}/tracker.js`).href}"></script>`;
}

/** A text within a script of a page, where "<" could end the script. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003c");
}
