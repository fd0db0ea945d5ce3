// The palette of CommandPalette.razor: chooses the line, and makes Enter open the result for the last text.
(() => {
  'use strict';

  const id = 'palette';
  const dialog = () => document.getElementById(id);
  const field = () => dialog().querySelector('[role=combobox]');
  const list = () => dialog().querySelector('[role=listbox]');
  const options = () => [...list().querySelectorAll('[role=option]')];
  const chosen = () => list().querySelector('[aria-selected=true]');
  const isAnswered = () => list().dataset.answers === field().value.trim();

  const choose = option => {
    options().forEach(each => each.setAttribute('aria-selected', each === option));
    if (option) {
      field().setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      field().removeAttribute('aria-activedescendant');
    }
  };
  const step = by => {
    const all = options();
    choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  };

  // If Enter is pressed before the answer arrives, it waits for the answer.
  let opens = false;
  const open = () => {
    opens = !isAnswered();
    if (!opens) {
      chosen()?.click();
    }
  };
  const answers = new MutationObserver(() => {
    choose(options()[0]);
    if (opens) {
      open();
    }
  });

  simConsole.whenShown(id, () => {
    opens = false;
    choose(options()[0]);
    answers.observe(list(), { childList: true, subtree: true, attributeFilter: ['data-answers'] });
  });
  document.addEventListener('close', event => {
    if (event.target === dialog()) {
      answers.disconnect();
      field().value = '';
      field().dispatchEvent(new Event('input', { bubbles: true }));
    }
  }, true);

  const keys = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: open };
  document.addEventListener('keydown', event => {
    if (event.key.toLowerCase() === 'k' && event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey && dialog()) {
      event.preventDefault();
      if (dialog().open) {
        dialog().close();
      } else if (!simConsole.isAnythingOpen()) {
        simConsole.showDialog(id);
      }
    } else if (dialog()?.open && event.target === field() && !event.isComposing && Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  // The focus must not go back to the opener: on the next page it moves to the heading.
  document.addEventListener('click', event => {
    if (event.target.closest?.('[role=option]')?.closest('dialog') === dialog() && dialog()) {
      dialog().close();
      document.activeElement?.blur();
    }
  });
})();
