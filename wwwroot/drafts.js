// Drafts: what is typed into a field of Draft.razor is kept in this tab until it is used, even if the page, its circuit or the console ends.
(() => {
  'use strict';

  const prefix = 'draft:';
  const said = at => `${simConsole.day(at) === simConsole.day(Date.now()) ? '' : `${simConsole.day(at)} `}${simConsole.time(at, 'short')}`;

  // A field is empty until the page has asked for its draft: until then an earlier draft stays. Where there is none, text typed that early is kept at once.
  const asked = new Set();
  const early = new Set();
  const forget = key => sessionStorage.removeItem(prefix + key);
  simConsole.findDraft = key => {
    asked.add(key);
    if (early.delete(key)) {
      return null;
    }
    const kept = JSON.parse(sessionStorage.getItem(prefix + key));
    return kept && { text: kept.text, at: said(kept.at) };
  };
  simConsole.forgetDraft = forget;

  document.addEventListener('input', event => {
    const key = event.target.matches?.('textarea') && event.target.closest('[data-draft]')?.dataset.draft;
    if (!key || (!asked.has(key) && !early.has(key) && sessionStorage.getItem(prefix + key))) {
      return;
    }
    if (!asked.has(key)) {
      early.add(key);
    }
    try {
      if (event.target.value) {
        sessionStorage.setItem(prefix + key, JSON.stringify({ text: event.target.value, at: Date.now() }));
      } else {
        forget(key);
      }
    } catch {
      // The browser keeps no more than a few megabytes: if the text does not fit, no draft is better than an older one.
      forget(key);
    }
  });

  // Signing out deletes all drafts.
  document.addEventListener('submit', event => {
    if (event.target.matches?.('[data-signs-out]')) {
      Object.keys(sessionStorage).filter(key => key.startsWith(prefix)).forEach(key => sessionStorage.removeItem(key));
    }
  });
})();
