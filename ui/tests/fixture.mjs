// A server for looking at the screens without the program: the built files, and answers made from a fixed sequence.
// For development only; nothing of it is built into the product.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { answer } from './answers.mjs';

// With FAROL_SERVER the answers come from a running program instead.
async function ask(server, request, url, body) {
	const { host, connection, 'content-length': length, ...headers } = request.headers;
	const reply = await fetch(server + url.pathname + url.search, { method: request.method, headers, body: body || undefined });
	const kept = Object.fromEntries([...reply.headers].filter(([name]) => ['content-type', 'content-disposition', 'retry-after'].includes(name)));
	const cookies = reply.headers.getSetCookie();
	return { status: reply.status, headers: cookies.length ? { ...kept, 'Set-Cookie': cookies } : kept, body: Buffer.from(await reply.arrayBuffer()) };
}

const root = new URL('../build/', import.meta.url).pathname;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.json': 'application/json', '.txt': 'text/plain' };

// The policy of the program: what it would refuse is to be seen here.
function policy(html) {
	const hashes = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((m) => `'sha256-${createHash('sha256').update(m[1]).digest('base64')}'`);
	return `default-src 'self'; script-src 'self' ${hashes.join(' ')}; style-src 'self'; style-src-attr 'unsafe-hashes' 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
}

export function serve(port = 0) {
	const server = createServer(async (request, response) => {
		const url = new URL(request.url ?? '/', 'http://x');
		let body = '';
		for await (const chunk of request) body += chunk;
		if (url.pathname.startsWith('/api/v1/')) {
			if (process.env.FAROL_SERVER) {
				const reply = await ask(process.env.FAROL_SERVER, request, url, body);
				response.writeHead(reply.status, reply.headers).end(reply.body);
				return;
			}
			const reply = await answer(request.method, url, body ? JSON.parse(body) : null, request.headers.cookie ?? '');
			response.writeHead(reply.status, { 'Content-Type': reply.type ?? 'application/json', ...reply.headers });
			response.end(reply.status === 204 ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
			return;
		}
		for (const path of [url.pathname === '/' ? '/index.html' : url.pathname, '/index.html']) {
			try {
				const file = await readFile(join(root, path));
				response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': policy(path.endsWith('.html') ? file.toString() : '') });
				response.end(file);
				return;
			} catch {
				// The fallback follows.
			}
		}
		response.writeHead(404).end();
	});
	return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({ port: server.address().port, close: () => server.close() })));
}

if (process.argv[1] === new URL(import.meta.url).pathname) serve(Number(process.env.PORT ?? 4173)).then(({ port }) => console.log(`http://127.0.0.1:${port}`));
