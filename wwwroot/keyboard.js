// Keyboard: the keys that act outside text fields. The dialog of ShortcutHelp.razor lists them.
(() => {
  'use strict';

  const untyped = ['checkbox', 'radio', 'button', 'submit', 'reset', 'file'];
  const takesText = element =>
    element.matches?.('textarea, select, [contenteditable]') || (element.matches?.('input') && !untyped.includes(element.type));

  // Rows: those of the lists on the page that lead somewhere. The focus is on their links.
  const linkOf = row => row.querySelector('a.row-link');
  const rows = () => [...document.querySelectorAll('main tbody tr')].filter(row => linkOf(row)?.checkVisibility());
  const currentRow = () => document.activeElement?.closest('main tbody tr');
  const goTo = row => {
    if (row) {
      linkOf(row).focus();
    }
  };
  const step = by => {
    const all = rows();
    const at = all.indexOf(currentRow());
    goTo(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };
  const tick = () => currentRow()?.querySelector('input[type=checkbox]')?.click();

  // From the search box into its results: not before the list shows those for the last text.
  const search = () => document.getElementById('search');
  const isFound = () => {
    const found = document.querySelector('main [data-search]');
    return search().value.trim() === (found?.dataset.search ?? '');
  };
  let waiting = null;
  const stopWaiting = () => {
    waiting?.disconnect();
    waiting = null;
  };
  const goIntoResults = () => {
    stopWaiting();
    if (isFound()) {
      goTo(rows()[0]);
      return;
    }
    waiting = new MutationObserver(() => document.activeElement === search() && isFound() && goIntoResults());
    waiting.observe(document.body, { childList: true, subtree: true, attributeFilter: ['data-search'] });
  };

  // "g", then the letter of a page in the navigation.
  const prefixLasts = 1500;
  let prefixUntil = 0;
  const goToPage = letter => document.querySelector(`[data-go='${CSS.escape(letter)}']`)?.click();

  const acts = {
    '/': () => {
      search()?.focus();
      search()?.select();
    },
    '?': () => simConsole.showDialog('shortcuts'),
    g: () => prefixUntil = Date.now() + prefixLasts,
    j: () => step(1),
    k: () => step(-1),
    x: tick,
  };

  // Arrows move within a list once the focus is in it, and from its top back into the search box.
  const arrows = { ArrowDown: 1, ArrowUp: -1 };
  const followArrow = event => {
    if (event.target === search()) {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        goIntoResults();
      }
    } else if (event.target.matches?.('main tbody a.row-link')) {
      event.preventDefault();
      if (event.key === 'ArrowUp' && rows()[0] === currentRow()) {
        search()?.focus();
      } else {
        step(arrows[event.key]);
      }
    }
  };

  // People who use speech input can switch single keys off: a spoken word would press many. Source: WCAG 2.2, 2.1.4.
  const singleKeys = 'single-keys';
  const takesSingleKeys = () => localStorage.getItem(singleKeys) !== 'off';
  simConsole.whenShown('shortcuts', dialog => dialog.querySelector('[data-single-keys]').checked = takesSingleKeys());
  document.addEventListener('change', event => {
    if (event.target.matches?.('[data-single-keys]')) {
      localStorage.setItem(singleKeys, event.target.checked ? 'on' : 'off');
    }
  });

  // Ctrl+Z or Cmd+Z undoes the latest action, as in any other program, unless the focus is in a text field.
  const undo = () => [...document.querySelectorAll('.mud-snackbar-action-button')].at(-1);
  const isUndo = event => (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z';

  document.addEventListener('keydown', event => {
    stopWaiting();
    if (isUndo(event) && undo() && !takesText(event.target) && !simConsole.isAnythingOpen()) {
      event.preventDefault();
      undo().click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || simConsole.isAnythingOpen()) {
      return;
    }
    if (Object.hasOwn(arrows, event.key)) {
      followArrow(event);
      return;
    }
    if (takesText(event.target) || !takesSingleKeys()) {
      return;
    }
    const act = Date.now() < prefixUntil ? () => goToPage(event.key) : Object.hasOwn(acts, event.key) && acts[event.key];
    prefixUntil = 0;
    if (act) {
      event.preventDefault();
      act();
    }
  });
})();
