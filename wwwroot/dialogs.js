// Dialogs of the browser's own: it keeps the focus inside one, closes it on Escape, and gives the focus back.
(() => {
  'use strict';

  simConsole.isAnythingOpen = () => document.querySelector('dialog[open], .mud-dialog, :popover-open') !== null;

  const shown = {};
  simConsole.whenShown = (id, act) => shown[id] = act;
  simConsole.showDialog = id => {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) {
      shown[id]?.(dialog);
      dialog.showModal();
    }
  };

  document.addEventListener('click', event => {
    const opens = event.target.closest?.('[data-opens]');
    if (opens) {
      // What is in a menu goes with it: the focus is given back to what opened the menu.
      opens.closest('[popover]')?.hidePopover();
      simConsole.showDialog(opens.dataset.opens);
    } else if (event.target.matches?.('dialog[open]') || event.target.closest?.('[data-closes]')) {
      // What is around a dialog is the dialog itself; what it holds fills it.
      event.target.closest('dialog').close();
    }
  });
})();
