// Starts the built binary on a demo project in a temporary folder and a browser beside it; ends both by their own process ids.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
export const output = path.join(here, 'output');
const binary = process.env.FAROL ?? path.resolve(here, '../../bin/farol');
const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

async function freePort() {
	const server = createServer();
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address();
	await new Promise((done) => server.close(done));
	return port;
}

/** Starts `farol demo EXAMPLE` and waits until it is ready. */
export async function startDemo(example) {
	const dir = await mkdtemp(path.join(os.tmpdir(), 'farol-e2e-'));
	const url = `http://127.0.0.1:${await freePort()}`;
	let log = '';
	const child = spawn(binary, ['demo', example, '--listen', url.slice('http://'.length)], { cwd: dir });
	child.stdout.on('data', (d) => (log += d));
	child.stderr.on('data', (d) => (log += d));
	const ended = new Promise((done) => child.once('exit', done));
	for (;;) {
		if (child.exitCode !== null) throw new Error(`farol demo ended:\n${log}`);
		const ready = await fetch(`${url}/readyz`).then((r) => r.ok, () => false);
		if (ready) break;
		await new Promise((done) => setTimeout(done, 200));
	}
	return {
		url,
		log: () => log,
		/** Runs a command on the project that is served, as its operator does. */
		command: async (...args) => (await promisify(execFile)(binary, ['-p', path.join(dir, 'farol-demo', example), ...args], { cwd: dir })).stdout,
		async stop() {
			child.kill('SIGTERM');
			await ended;
			await rm(dir, { recursive: true, force: true });
		}
	};
}

/** Starts Debian's Chromium without its own traffic. */
export function startBrowser() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
	});
}

/** Opens a context of a size and theme that is signed in as a demo user. */
export async function signIn(browser, url, user, { size = 'desktop', theme = 'light', language = 'en', forcedColors = 'none' } = {}) {
	const context = await browser.newContext({ viewport: sizes[size], colorScheme: theme, locale: language, forcedColors, hasTouch: size === 'phone' });
	const page = await context.newPage();
	const faults = [];
	page.on('pageerror', (e) => faults.push(String(e)));
	page.on('console', (m) => {
		if (m.type() === 'error' && !/status of 401/.test(m.text())) faults.push(m.text());
	});
	await page.goto(`${url}/login`);
	await page.getByRole('button', { name: user }).click();
	await page.waitForURL((u) => !u.pathname.startsWith('/login'));
	return { context, page, faults };
}

/** Waits until every tile of the page has been drawn and nothing fades any more: half faded text has no contrast of its own. */
export async function settled(page) {
	await page.getByRole('heading', { level: 1 }).waitFor();
	for (let i = 0; i < 2; i++) {
		await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
		await page.evaluate(async () => {
			await document.fonts.ready;
			await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
			const ending = document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity);
			await Promise.allSettled(ending.map((a) => a.finished));
		});
	}
}

/** Gives axe's violations as short lines. */
export async function axe(page) {
	// The page's own policy refuses added scripts, as it should: axe is evaluated from outside.
	await page.evaluate(await readFile(axeSource, 'utf8'));
	const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
	return violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(' | ')}`);
}

export async function screenshot(page, name) {
	await mkdir(output, { recursive: true });
	await page.screenshot({ path: path.join(output, `${name}.png`), fullPage: true });
}
