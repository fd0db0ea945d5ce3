// The connection to the console. While it is lost, the page says so and since when, refuses presses that need the console, and keeps typed text.
(() => {
  'use strict';

  let lostAt = null;
  const banner = () => document.getElementById('components-reconnect-modal');
  const show = () => {
    const live = document.querySelector('[data-live]');
    document.documentElement.toggleAttribute('data-lost', lostAt !== null);
    if (banner()) {
      banner().hidden = lostAt === null;
      banner().toggleAttribute('data-pressed', false);
      banner().querySelector('[data-since]').textContent = lostAt ? simConsole.time(lostAt) : '';
    }
    if (live) {
      live.classList.toggle('stale', lostAt !== null);
      live.querySelector('[data-live-text]').textContent = lostAt ? `stale since ${simConsole.time(lostAt, 'short')}` : 'live';
    }
  };

  // Actions that need the console are refused while it is away; actions of the browser alone still work.
  const acts = 'a[href], button, input:is([type=checkbox], [type=radio], [type=file], [type=submit])';
  const alone = '[data-copy], [data-print], [data-retry], [data-opens], [data-closes], [data-single-keys], [data-utc], [data-compact], [popovertarget], .skip-link';
  const isRefused = event => lostAt !== null && (event.type === 'submit' || (event.target.closest?.(acts) && !event.target.closest(alone)));
  for (const type of ['click', 'submit']) {
    window.addEventListener(type, event => {
      if (isRefused(event)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        banner()?.toggleAttribute('data-pressed', true);
      }
    }, true);
  }

  // Text typed and choices made meanwhile are sent when the connection is back.
  const changed = new Set();
  for (const type of ['input', 'change']) {
    window.addEventListener(type, event => lostAt !== null && changed.add(event.target), true);
  }
  const tellChanged = () => {
    for (const field of changed) {
      for (const type of ['input', 'change']) {
        field.dispatchEvent(new Event(type, { bubbles: true }));
      }
    }
    changed.clear();
  };

  // A reload while the server does not answer would replace the page with the browser's error page.
  const reloadWhenServed = async () => {
    try {
      await fetch('favicon.svg', { cache: 'no-store' });
      location.reload();
    } catch {
      setTimeout(reloadWhenServed, 2000);
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    banner()?.addEventListener('components-reconnect-state-changed', event => {
      switch (event.detail.state) {
        case 'show':
        case 'retrying':
        case 'paused':
          lostAt ??= new Date();
          break;
        case 'hide':
          lostAt = null;
          tellChanged();
          break;
        case 'failed':
          reloadWhenServed();
          break;
        case 'rejected':
        case 'resume-failed':
          location.reload();
          break;
      }
      show();
    });
    banner()?.querySelector('[data-retry]').addEventListener('click', reloadWhenServed);
  });
})();
