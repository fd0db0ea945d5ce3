// The clock of a person, and the times on a page. Loaded before anything is painted.
(() => {
  'use strict';

  // The clock of a person: a zone, or else that of the browser, and a way to write times. One press switches to UTC, and the next one back.
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
    // The text node belongs to the renderer: change its text, never replace it.
    if (time.firstChild && time.firstChild.data !== text) {
      time.firstChild.data = text;
    }
    if (time.dataset.shown !== time.dateTime) {
      time.dataset.shown = time.dateTime;
      time.title = withZone(at);
    }
  };
  // Sets the clock by which times are written: the person's choice comes before the settings of the browser.
  simConsole.setClock = (zone, format) => {
    chosen = { zone: isZone(zone) ? zone : null, format: Object.hasOwn(formats, format) ? format : 'Iso' };
    showClock();
    tellClock();
  };
  // The zone in which times are shown, once it is known.
  simConsole.zone = () => clockIsKnown.then(zone);
  simConsole.time = (at, timeStyle = 'medium') => new Intl.DateTimeFormat(formats[chosen.format].locale, { timeStyle, timeZone: zone() }).format(at);
  simConsole.day = at => day.format(at);

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
