// The page with a stand-in API: npm run dev -- [scene] [port]. Another scene: reload with ?scene=NAME.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { bundle } from '../build.mjs';
import { FakeApi } from './fake-api.mjs';

const types = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
};
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' data:";

export async function serve(scene, port = 0, options = {}) {
  let files = await bundle(options);
  let api = new FakeApi(scene);
  let streams = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname === '/') {
      api = new FakeApi(url.searchParams.get('scene') ?? scene);
      streams = 0;
      if (!options.minify) {
        files = await bundle(options);
      }
    }
    if (url.pathname === '/api/v1/live') {
      if (api.scene === 'lost' && streams++ > 0) {
        response.writeHead(503).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      request.on('close', api.stream(response));
      return;
    }
    const answer = api.answer(url.pathname, url.searchParams);
    if (answer) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return;
    }
    const path = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
    const file = files.get(path);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[path.split('.').pop()], 'content-security-policy': policy }).end(file);
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  return server;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = await serve(process.argv[2] ?? 'ok', Number(process.argv[3] ?? 5173), { minify: false });
  console.log(`http://127.0.0.1:${server.address().port}/`);
}
