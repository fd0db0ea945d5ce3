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
      // An opener inside a menu disappears with the menu: the focus goes back to the button of the menu.
      opens.closest('[popover]')?.hidePopover();
      simConsole.showDialog(opens.dataset.opens);
    } else if (event.target.matches?.('dialog[open]') || event.target.closest?.('[data-closes]')) {
      // A click on the backdrop has the dialog itself as its target, since the content fills the dialog.
      event.target.closest('dialog').close();
    }
  });
})();
