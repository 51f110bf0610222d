/**
 * What a website carries to have its visits tracked. It holds nothing up: calls that come before the script has
 * loaded wait in `journy.q`.
 */
export function createSnippet(trackerId: string, origin: string): string {
  return `<script>
  window.journy = window.journy || function () { (journy.q = journy.q || []).push(arguments) };
  journy("init", { trackerId: ${quote(trackerId)} });
  journy("pageview");
  (function (script) {
    script.async = true;
    script.src = ${quote(`${origin}/tracker.js`)};
    document.head.appendChild(script);
  })(document.createElement("script"));
</script>`;
}

/** A text within a script of a page, where "<" could end the script. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003c");
}
