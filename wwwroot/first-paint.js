// The first answer has the frame of a page without its circuit, which then draws it anew: what was typed, pressed, opened or focused meanwhile is kept.
(() => {
  'use strict';

  const early = { isOver: false, typed: new Map(), pressed: null, open: null, reached: null };
  const selectorOf = element =>
    element?.id ? `#${CSS.escape(element.id)}`
    : element?.matches?.('.shell a[href]') ? `.shell a[href="${CSS.escape(element.getAttribute('href'))}"]`
    : null;
  const find = selector => selector && document.querySelector(selector);
  const keep = (type, what) => document.addEventListener(type, event => early.isOver || what(event.target, event), true);
  keep('input', field => field.id && early.typed.set(selectorOf(field), field.value));
  keep('click', target => early.pressed = selectorOf(target.closest?.('.top-bar button[id]:not([popovertarget])')) ?? early.pressed);
  keep('focusin', element => early.reached = selectorOf(element));
  // Elements that are removed with the frame get no event when they close.
  keep('beforetoggle', (element, event) => early.open = event.newState === 'open' ? selectorOf(element) : null);

  const open = element => element?.matches('dialog') ? simConsole.showDialog(element.id) : find(`[popovertarget="${CSS.escape(element?.id ?? '')}"]`)?.click();
  const type = (field, value) => {
    if (field && field.value !== value) {
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  };
  // On a phone the navigation closes itself first, and a press before that would close it instead of opening it.
  const press = () => early.pressed === '#menu' && find('.side-bar.mud-drawer--open') ? requestAnimationFrame(press) : find(early.pressed)?.click();

  simConsole.goLive = () => {
    if (early.isOver) {
      return;
    }
    early.isOver = true;
    open(find(early.open));
    find(early.reached)?.focus();
    early.typed.forEach((value, selector) => type(find(selector), value));
    press();
  };

  // On a new page the focus moves to the heading, unless the person is typing (the search box changes pages while they type), or has moved the focus during the first rendering.
  simConsole.focusHeading = () => {
    const heading = document.querySelector('h1');
    simConsole.goLive();
    const stays = early.reached !== null;
    early.reached = null;
    if (heading && !stays && !document.activeElement?.matches('input, textarea, select, [contenteditable]')) {
      heading.tabIndex = -1;
      heading.focus();
    }
  };
})();
