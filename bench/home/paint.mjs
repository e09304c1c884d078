// Opens one address in a Chromium with a new profile and prints, as JSON, when it was painted and what it fetched.
// Called by the program beside it with {url, cookie?: {name, value}}; without a cookie any page will do.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

// The browser tests bring the driver; see scripts/setup.sh.
const { chromium } = createRequire(new URL('../../test/e2e/package.json', import.meta.url))('playwright-core');

const { url, cookie, trace } = JSON.parse(process.argv[2]);
const profile = await mkdtemp(path.join(os.tmpdir(), 'farol-bench-browser-'));
const context = await chromium.launchPersistentContext(profile, {
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	viewport: { width: 1440, height: 900 },
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
});
let failed = false;
try {
	if (cookie) await context.addCookies([{ ...cookie, url: new URL(url).origin, httpOnly: true, sameSite: 'Lax' }]);
	const page = context.pages()[0];
	// Runs in the page before anything of its own. A page is settled when it has its heading and nothing is busy any more; what it
	// shows is on the screen in the task after the next frame.
	await page.addInitScript(() => {
		globalThis.benchPainted = new Promise((done) => {
			const settled = () => document.querySelector('h1') && document.readyState !== 'loading' && !document.querySelector('[aria-busy="true"]');
			const look = async () => {
				if (!settled()) return;
				watch.disconnect();
				await document.fonts.ready;
				requestAnimationFrame(() => requestAnimationFrame(() => {
					const { port1, port2 } = new MessageChannel();
					port1.onmessage = () => done(performance.now());
					port2.postMessage(null);
				}));
			};
			const watch = new MutationObserver(look);
			watch.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-busy'] });
			document.addEventListener('DOMContentLoaded', look);
		});
	});
	await page.goto(url, { waitUntil: 'commit' });
	const seen = await page.evaluate(async () => {
		const painted = await globalThis.benchPainted;
		const fetched = performance.getEntriesByType('resource');
		const [navigation] = performance.getEntriesByType('navigation');
		const one = (end) => fetched.find((r) => new URL(r.name).pathname.endsWith(end));
		const first = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? painted;
		return {
			painted, first,
			scripts_end: Math.max(0, ...fetched.filter((r) => r.name.endsWith('.js')).map((r) => r.responseEnd)),
			me_start: one('/api/v1/me')?.startTime ?? 0, me_end: one('/api/v1/me')?.responseEnd ?? 0,
			data_start: one('/pages/home')?.startTime ?? 0, data_end: one('/pages/home')?.responseEnd ?? 0,
			requests: 1 + fetched.length,
			transfer: navigation.transferSize + fetched.reduce((sum, r) => sum + r.transferSize, 0),
			// A tile is a figure, or one of the key figures of a strip.
			tiles: document.querySelectorAll('main figure, main .figs > div').length,
			all: fetched.map((r) => [new URL(r.name).pathname, r.startTime, r.requestStart, r.responseStart, r.responseEnd, r.transferSize])
		};
	});
	const { all, transfer, requests, tiles, ...times } = seen;
	const line = { requests, tiles, transfer_kb: transfer / 1000 };
	for (const [name, ms] of Object.entries(times)) line[name] = Math.round(ms * 10) / 10_000;
	if (trace) line.all = all;
	process.stdout.write(`${JSON.stringify(line)}\n`);
} catch (cause) {
	failed = true;
	process.stderr.write(`${cause}\n`);
} finally {
	await context.close();
	await rm(profile, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
