using Microsoft.Playwright;

namespace SimConsole.BrowserTests;

/// <summary>What a screen reader says of its own accord: each text that appears in a live region, also in one that appears with its text.</summary>
internal static class LiveRegions
{
    /// <summary>Listens to this page, from its next load on.</summary>
    public static Task ListenAsync(IPage page) => page.AddInitScriptAsync(
        """
        (() => {
          const live = '[aria-live], [role=status], [role=alert], [role=log]';
          window.heard = [];
          new MutationObserver(records => {
            const changed = new Map();
            const change = (region, node) => region && changed.set(region, [...changed.get(region) ?? [], node]);
            for (const record of records) {
              for (const node of record.type === 'childList' ? record.addedNodes : [record.target]) {
                const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
                change(element?.closest(live), node);
                if (node === element) {
                  element.querySelectorAll(live).forEach(region => change(region, region));
                }
              }
            }
            for (const [region, nodes] of changed) {
              if (!region.isConnected || !region.checkVisibility() || region.closest('[aria-hidden=true]') || region.getAttribute('aria-live') === 'off') {
                continue;
              }

              // A status and an alert are said as a whole, whatever has changed in them; of another region, what has.
              const atomic = region.getAttribute('aria-atomic') ?? String(region.matches('[role=status], [role=alert]'));
              const said = document.createElement('div');
              said.append(...(atomic === 'true' ? [region] : nodes.filter(node => node.isConnected)).map(node => node.cloneNode(true)));
              said.querySelectorAll('[aria-hidden=true], style').forEach(silent => silent.remove());
              const text = said.textContent.replace(/\s+/g, ' ').trim();
              if (text) {
                window.heard.push(text);
              }
            }
          }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['hidden'] });
        })();
        """);

    /// <summary>Forgets what was said so far.</summary>
    public static Task ForgetAsync(IPage page) => page.EvaluateAsync("() => { window.heard = []; }");

    /// <summary>What was said since.</summary>
    public static Task<string[]> HeardAsync(IPage page) => page.EvaluateAsync<string[]>("() => window.heard");
}
