// Passkeys: a form with data-passkey is sent once the browser's authenticators have answered the request of the console.
(() => {
  'use strict';

  const ask = {
    create: async options => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
    get: async options => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  };

  // The answer of the authenticators as JSON. A failure is thrown as an error whose message is a sentence.
  async function answerOf(kind, request) {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
      throw new Error(isSecureContext
        ? 'This browser has no passkeys. Use a newer one, or sign in another way.'
        : 'Browsers use passkeys on encrypted pages alone: open the console by https.');
    }
    const wanted = await fetch(request, { method: 'POST' });
    if (!wanted.ok) {
      throw new Error(wanted.headers.get('content-type')?.startsWith('text/plain') ? await wanted.text() : 'The console does not answer. Try again.');
    }
    const options = await wanted.json();
    try {
      return JSON.stringify(await ask[kind](options));
    } catch (fault) {
      throw new Error(
        fault.name === 'InvalidStateError' ? 'This device has a passkey for this name already.'
        : fault.name === 'SecurityError' ? 'Browsers use passkeys under a name alone, such as sims.example.com: open the console by its name, not by its number.'
        : 'No passkey was given. Try again, or choose another way.');
    }
  }

  document.addEventListener('submit', async event => {
    const form = event.target;
    if (!form.dataset.passkey) {
      return;
    }
    event.preventDefault();
    const refusal = document.querySelector('[data-passkey-refusal]');
    refusal.hidden = true;
    try {
      form.querySelector('input[name$=".Answer"]').value = await answerOf(form.dataset.passkey, form.dataset.request);
      form.submit();
    } catch (fault) {
      refusal.textContent = fault.message;
      refusal.hidden = false;
    }
  });

  // Confirms on an open page that its person is still the one at the browser. Returns the fault as a sentence, or null.
  window.simConsole.confirmByPasskey = async (request, send) => {
    try {
      const sent = await fetch(send, { method: 'POST', body: await answerOf('get', request) });
      return sent.ok ? null : await sent.text();
    } catch (fault) {
      return fault.message;
    }
  };
})();
