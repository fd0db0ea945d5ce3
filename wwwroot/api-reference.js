// Shows the API's document with Swagger UI, whose files the console serves itself.
const assets = 'swagger-ui/';
let watch = null;

const load = (tag, attributes) => new Promise((done, failed) => {
  if (document.head.querySelector(`[data-api-reference='${tag}']`)) {
    done();
    return;
  }
  const element = Object.assign(document.createElement(tag), attributes);
  element.dataset.apiReference = tag;
  element.onload = done;
  element.onerror = () => {
    element.remove();
    failed(new Error(`${assets} is not there.`));
  };
  document.head.append(element);
});

const followTheme = () => document.documentElement.classList.toggle('dark-mode', document.documentElement.dataset.theme === 'dark');

export async function show(host) {
  const [answer] = await Promise.all([
    fetch('openapi/v1.json'),
    load('link', { rel: 'stylesheet', href: `${assets}swagger-ui.css` }),
    load('script', { src: `${assets}swagger-ui-bundle.js` }),
  ]);
  if (!answer.ok) {
    throw new Error(`The document answers ${answer.status}.`);
  }

  // Requests go to this console at the address in the browser, even if its public address is another.
  const spec = { ...await answer.json(), servers: [{ url: document.baseURI.replace(/\/$/, '') }] };
  watch ??= new MutationObserver(followTheme);
  watch.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  followTheme();
  SwaggerUIBundle({
    domNode: host,
    spec,
    presets: [SwaggerUIBundle.presets.apis],
    docExpansion: 'list',
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    persistAuthorization: false,

    // Only the credentials typed into Swagger UI are sent: without cookies, and the browser shows no prompt of its own.
    requestInterceptor: request => Object.assign(request, { credentials: 'omit' }),
  });
}

export function hide() {
  watch?.disconnect();
  document.documentElement.classList.remove('dark-mode');
}
