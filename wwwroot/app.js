// What a page does without asking the server. Loaded before anything is painted.
(() => {
  'use strict';

  // Theme: what the person chose, or else what the system says. The cookie tells the server, so that its first picture is right.
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (localStorage.getItem('theme') ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const showTheme = () => {
    const theme = isDark() ? 'dark' : 'light';
    document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=${new URL(document.baseURI).pathname}; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  };
  // The first answer has the frame of a page without its circuit, which then draws it anew: what was typed, pressed or reached meanwhile holds.
  const early = { isOver: false, typed: null, pressed: null, reached: null };
  const selectorOf = element =>
    element?.id ? `#${CSS.escape(element.id)}`
    : element?.matches?.('.shell a[href]') ? `.shell a[href="${CSS.escape(element.getAttribute('href'))}"]`
    : null;
  const keep = (type, what) => document.addEventListener(type, event => early.isOver || what(event.target), true);
  keep('input', field => field.id === 'search' && (early.typed = field.value));
  keep('click', target => early.pressed = selectorOf(target.closest?.('.top-bar button[id]')) ?? early.pressed);
  keep('focusin', element => early.reached = selectorOf(element));
  const find = selector => selector && document.querySelector(selector);
  const goLive = () => {
    if (early.isOver) {
      return;
    }
    early.isOver = true;
    find(early.reached)?.focus();
    const search = document.getElementById('search');
    if (early.typed !== null && search) {
      search.value = early.typed;
      search.dispatchEvent(new Event('input', { bubbles: true }));
    }
    // On a telephone the navigation closes itself first, and would take the press for it.
    const press = () => early.pressed === '#menu' && find('.side-bar.mud-drawer--open') ? requestAnimationFrame(press) : find(early.pressed)?.click();
    press();
  };
  window.simConsole = {
    goLive,
    isDark,
    setDark(dark) {
      localStorage.setItem('theme', dark ? 'dark' : 'light');
      showTheme();
    },
    // A new page is read from its heading on, unless somebody is typing, since the search box leads from page to page meanwhile, or has moved on from the start of the first picture.
    focusHeading() {
      const heading = document.querySelector('h1');
      goLive();
      const stays = early.reached !== null;
      early.reached = null;
      if (heading && !stays && !document.activeElement?.matches('input, textarea, select, [contenteditable]')) {
        heading.tabIndex = -1;
        heading.focus();
      }
    },
    // By which clock times are written: what the person has chosen, whatever this browser is set to.
    setClock(zone, format) {
      chosen = { zone: isZone(zone) ? zone : null, format: Object.hasOwn(formats, format) ? format : 'Iso' };
      showClock();
      tellClock();
    },
    // The zone in which times are shown, once it is known.
    zone: () => clockIsKnown.then(zone),
    time: (at, timeStyle = 'medium') => new Intl.DateTimeFormat(formats[chosen.format].locale, { timeStyle, timeZone: zone() }).format(at),
    day: at => day.format(at),
    // What was typed meanwhile stays.
    replaceSearch(before, after) {
      const search = document.getElementById('search');
      if (search && search.value === before) {
        search.value = after;
      }
    },
  };
  showTheme();

  // Without websockets the page asks again and again, and says why it is slow.
  new PerformanceObserver(list => {
    if (list.getEntries().some(entry => entry.name.includes('/_blazor?id='))) {
      document.documentElement.dataset.connection = 'slow';
    }
  }).observe({ type: 'resource', buffered: true });

  // Menus: a link of one closes it, since the page it is on stays.
  document.addEventListener('click', event => event.target.closest?.('[popover] a')?.closest('[popover]').hidePopover());

  // Selects that act on what is chosen, and then say again what they are for.
  document.addEventListener('change', event => {
    if (event.target.matches?.('select[data-menu]')) {
      setTimeout(() => event.target.value = '*');
    }
  });

  // Forms in menus: what is pressed closes them, in their own time.
  document.addEventListener('click', event => {
    const closes = event.target.closest?.('[data-closes]')?.dataset.closes;
    if (closes) {
      setTimeout(() => document.getElementById(closes)?.hidePopover());
    }
  });

  // Rows: a click anywhere in one that leads somewhere leads there, unless it is on something of its own, or text is being marked.
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

  // A sheet says when it was printed, and not when its page was opened. The text node belongs to the renderer: change what it says.
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

  // The clock of a person: a zone, or else that of the browser, and a way to write times. UTC is one press away, and stays until the next.
  const formats = {
    Iso: { locale: 'sv-SE', dateStyle: 'short' },
    DayFirst: { locale: 'en-GB', dateStyle: 'medium' },
    MonthFirst: { locale: 'en-US', dateStyle: 'medium' },
    Browser: { locale: undefined, dateStyle: 'medium' },
  };
  const isZone = zone => {
    try {
      return Boolean(zone && Intl.DateTimeFormat('en', { timeZone: zone }));
    } catch {
      return false;
    }
  };
  let chosen = { zone: null, format: 'Iso' };
  let day, absolute, zoneName, tellClock;
  const clockIsKnown = new Promise(known => tellClock = known);
  const isUtc = () => localStorage.getItem('utc') === 'on';
  const zone = () => isUtc() ? 'UTC' : chosen.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const sayZone = () => {
    document.querySelectorAll('[data-zone]').forEach(said => said.firstChild.data = zone());
    document.querySelectorAll('[data-utc]').forEach(button => button.setAttribute('aria-pressed', isUtc()));
  };
  const showClock = () => {
    const { locale, dateStyle } = formats[chosen.format];
    const timeZone = zone();
    day = new Intl.DateTimeFormat(locale, { dateStyle, timeZone });
    absolute = new Intl.DateTimeFormat(locale, { dateStyle, timeStyle: 'medium', timeZone });
    zoneName = new Intl.DateTimeFormat('en', { timeZoneName: 'short', timeZone });
    sayZone();
    for (const time of document.querySelectorAll('time.live-time')) {
      delete time.dataset.shown;
      refresh(time);
    }
  };
  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-utc]')) {
      localStorage.setItem('utc', isUtc() ? 'off' : 'on');
      showClock();
    }
  });
  document.addEventListener('beforetoggle', sayZone, true);

  // Times: the words of Durations.cs, kept fresh here, so that a page that shows a thousand of them costs the server nothing.
  const words = ms =>
    ms <= 0 ? '0 s'
    : ms < 10e3 ? `${(ms / 1e3).toFixed(1)} s`
    : ms < 60e3 ? `${Math.floor(ms / 1e3)} s`
    : ms < 3600e3 ? `${Math.floor(ms / 60e3)} min ${Math.floor(ms / 1e3) % 60} s`
    : ms < 86400e3 ? `${Math.floor(ms / 3600e3)} h ${Math.floor(ms / 60e3) % 60} min`
    : `${Math.floor(ms / 86400e3)} d ${Math.floor(ms / 3600e3) % 24} h`;
  const relative = (at, now) => {
    const distance = Math.abs(now - at);
    if (distance < 5e3) {
      return 'just now';
    }
    if (distance >= 30 * 86400e3) {
      return day.format(at);
    }
    const text = distance < 60e3 ? `${Math.floor(distance / 1e3)} s`
      : distance < 3600e3 ? `${Math.floor(distance / 60e3)} min`
      : distance < 86400e3 ? `${Math.floor(distance / 3600e3)} h`
      : `${Math.floor(distance / 86400e3)} d`;
    return at > now ? `in ${text}` : `${text} ago`;
  };
  const withZone = at => `${absolute.format(at)} ${zoneName.formatToParts(at).find(part => part.type === 'timeZoneName')?.value ?? ''}`;
  const refresh = time => {
    const at = Date.parse(time.dateTime);
    const now = Date.now();
    const text = time.dataset.style === 'Remaining' ? words(at - now)
      : time.dataset.style === 'Elapsed' ? words(now - at)
      : relative(at, now);
    // The text node belongs to the renderer: change what it says, never replace it.
    if (time.firstChild && time.firstChild.data !== text) {
      time.firstChild.data = text;
    }
    if (time.dataset.shown !== time.dateTime) {
      time.dataset.shown = time.dateTime;
      time.title = withZone(at);
    }
  };
  showClock();
  let ticks = 0;
  setInterval(() => {
    if (document.hidden) {
      return;
    }
    const running = ticks++ % 10 === 0 ? 'time.live-time' : 'time.live-time:not([data-style=Relative])';
    document.querySelectorAll(running).forEach(refresh);
  }, 100);
})();
