// The functions of a page that work without the server. Loaded before anything is painted.
(() => {
  'use strict';

  // Theme: what the person chose, or else what the system says. The cookie tells the server, so that its first rendering is right.
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (localStorage.getItem('theme') ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const showTheme = () => {
    const theme = isDark() ? 'dark' : 'light';
    document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=${new URL(document.baseURI).pathname}; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  };
  window.simConsole = {
    isDark,
    setDark(dark) {
      localStorage.setItem('theme', dark ? 'dark' : 'light');
      showTheme();
    },
    // Text that was typed meanwhile stays.
    replaceSearch(before, after) {
      const search = document.getElementById('search');
      if (search && search.value === before) {
        search.value = after;
      }
    },
  };
  showTheme();

  // Density: how close the rows of lists stand, in this browser.
  const isCompact = () => localStorage.getItem('density') === 'compact';
  const showDensity = () => {
    document.documentElement.dataset.density = isCompact() ? 'compact' : 'comfortable';
    document.querySelectorAll('[data-compact]').forEach(button => button.setAttribute('aria-pressed', isCompact()));
  };
  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-compact]')) {
      localStorage.setItem('density', isCompact() ? 'comfortable' : 'compact');
      showDensity();
    }
  });
  document.addEventListener('beforetoggle', showDensity, true);
  showDensity();

  // Without WebSockets the page uses long polling, and says why it is slow.
  new PerformanceObserver(list => {
    if (list.getEntries().some(entry => entry.name.includes('/_blazor?id='))) {
      document.documentElement.dataset.connection = 'slow';
    }
  }).observe({ type: 'resource', buffered: true });

  // Menus: a link in a menu closes it, since the page is not reloaded.
  document.addEventListener('click', event => event.target.closest?.('[popover] a')?.closest('[popover]').hidePopover());

  // Selects that act on a choice, and then show their label again.
  document.addEventListener('change', event => {
    if (event.target.matches?.('select[data-menu]')) {
      setTimeout(() => event.target.value = '*');
    }
  });

  // Forms in menus: a press closes the menu, but only after the form has handled it.
  document.addEventListener('click', event => {
    const closes = event.target.closest?.('[data-closes]')?.dataset.closes;
    if (closes) {
      setTimeout(() => document.getElementById(closes)?.hidePopover());
    }
  });

  // Rows: a click anywhere in one that leads somewhere leads there, unless the click is on a control, or text is being selected.
  document.addEventListener('click', event => {
    const row = event.target.closest?.('main tbody tr');
    if (row && !event.target.closest('a, button, input, select, label, summary, [popover]') && getSelection().isCollapsed && !event.defaultPrevented) {
      row.querySelector('a.row-link')?.click();
    }
  });

  // Printing: any button with data-print.
  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-print]')) {
      window.print();
    }
  });

  // A sheet says when it was printed, and not when its page was opened. The text node belongs to the renderer: change its text, never replace it.
  window.addEventListener('beforeprint', () => {
    for (const printed of document.querySelectorAll('[data-printed-at]')) {
      printed.firstChild.data = `${new Date().toISOString().slice(0, 19).replace('T', ' ')} UTC`;
    }
  });

  // Copying: any button with data-copy.
  document.addEventListener('click', async event => {
    const button = event.target.closest?.('[data-copy]');
    if (!button) {
      return;
    }
    let done = true;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      done = copyWithoutPermission(button.dataset.copy);
    }
    const before = button.dataset.title ??= button.title;
    button.title = done ? 'Copied' : 'The browser refused to copy';
    button.dataset.copied = done;
    announce(done ? `${before.replace(/^Copy /, '')} copied` : button.title);
    setTimeout(() => {
      delete button.dataset.copied;
      button.title = before;
    }, 1500);
  });

  // A console on plain HTTP has no clipboard API.
  function copyWithoutPermission(text) {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'visually-hidden';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }

  function announce(text) {
    let region = document.getElementById('announcements');
    if (!region) {
      region = document.createElement('div');
      region.id = 'announcements';
      region.className = 'visually-hidden';
      region.setAttribute('role', 'status');
      document.body.append(region);
    }
    region.textContent = text;
  }
})();
