// Takes pictures of the screens and lets axe read them, against the fixture server.
//   node tests/look.mjs FOLDER [NAME…]
import { chromium } from 'playwright-core';
import { readFileSync, mkdirSync } from 'node:fs';
import { serve } from './fixture.mjs';

const [folder = 'test-results', ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const { port, close } = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

const made = {
	login: { path: '/login', out: true },
	setup: { path: '/setup#good', out: true },
	password: { path: '/password#good', out: true },
	home: { path: '/p/home' },
	ads: { path: '/p/ads' },
	states: { path: '/p/states' },
	empty: { path: '/p/home?f.place=Mafra' },
	missing: { path: '/p/nothing' },
	slow: { path: '/p/slow', wait: 2300 },
	explore: { path: '/explore' },
	ahead: { path: '/p/ahead' },
	aheadcursor: { path: '/p/ahead', act: async (page) => { await page.getByRole('application', { name: /^Contacts to come/ }).first().focus(); for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowLeft'); } },
	aheadtwin: { path: '/p/ahead', act: (page) => page.getByRole('button', { name: 'Show Contacts to come as a table', exact: true }).click() },
	forecasts: { path: '/forecasts' },
	forecast: { path: '/forecasts/contacts' },
	forecastpick: { path: '/forecasts/contacts', act: (page) => page.getByRole('button', { name: 'all agencies' }).click() },
	forecastwithheld: { path: '/forecasts/short' },
	period: { path: '/p/home', act: (page) => page.getByRole('button', { name: '22 Oct to 18 Nov' }).click() },
	members: { path: '/p/home', act: (page) => page.getByRole('button', { name: 'sale and rent' }).click() },
	add: { path: '/p/home', act: (page) => page.getByRole('button', { name: 'Add a filter' }).click() },
	explain: { path: '/p/ads', act: (page) => page.getByRole('button', { name: 'Explain Lead rate' }).first().click() },
	exporting: { path: '/p/home', act: (page) => page.getByRole('button', { name: 'Export' }).click() },
	cursor: { path: '/p/home', act: async (page) => { await page.getByRole('application', { name: 'Contacts per day' }).focus(); for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowRight'); } },
	twin: { path: '/p/home', act: (page) => page.getByRole('button', { name: 'Show Contacts per day as a table' }).click() },
	more: { path: '/p/home', narrow: true, act: (page) => page.getByRole('button', { name: 'More' }).click() },
	matching: { path: '/matching/company' },
	matchingempty: { path: '/matching/guest' },
	matchingprep: { path: '/matching/host', wait: 200, still: true },
	matchingfailed: { path: '/matching/person' },
	review: { path: '/matching/company/review' },
	reviewrange: { path: '/matching/company/review', act: (page) => page.getByRole('button', { name: /between weight/ }).click() },
	reviewlook: { path: '/matching/host/review' },
	reviewdone: { path: '/matching/company/review?from=5.5&to=5.6' },
	pair: { path: '/matching/company/pair?left_source=register&left_record=R100&right_source=web&right_record=W500' },
	cluster: { path: '/matching/company/cluster/E7' },
	clusters: { path: '/matching/company/cluster/E12?with=E4711' },
	model: { path: '/matching/company', act: (page) => page.getByRole('button', { name: 'As YAML' }).click() },
	who: { path: '/matching/company', act: async (page) => { await page.getByRole('textbox', { name: 'Name' }).fill('Zanatta'); await page.keyboard.press('Enter'); await page.getByRole('button', { name: /^Why Off/ }).click(); } },
	homept: { path: '/p/home', act: async (page, width) => { if (width < 1120) await page.getByRole('button', { name: 'More' }).click(); await page.getByRole('button', { name: 'Português' }).click(); await page.waitForTimeout(300); } }
};
// With FAROL_SERVER a running `farol demo` is looked at instead: every page of its user FAROL_USER.
async function real() {
	const origin = `http://127.0.0.1:${port}/api/v1`;
	const info = await (await fetch(`${origin}/login-info`)).json();
	const user = process.env.FAROL_USER ?? info.demo_users[0].user;
	const entered = await fetch(`${origin}/session/demo`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user }) });
	const [pair = ''] = (entered.headers.getSetCookie()[0] ?? '').split(';');
	const me = await (await fetch(`${origin}/me`, { headers: { Cookie: pair } })).json();
	const steps = { login: { path: '/login', out: true }, explore: { path: '/explore' } };
	for (const page of me.pages) steps[page.name] = { path: `/p/${page.name}` };
	steps.explain = { path: `/p/${me.pages[0].name}`, act: (page) => page.locator('.figs .why').first().click() };
	steps.change = { path: `/p/${me.pages[0].name}`, act: async (page, width) => { if (width < 1120) await page.getByRole('button', { name: 'More' }).click(); await page.getByRole('button', { name: 'Change password' }).click(); } };
	steps.password = { path: '/password#good', out: true };
	steps.members = { path: `/p/${me.pages[0].name}`, act: (page) => page.locator('.sentence .tok').first().click() };
	for (const { name } of me.entities) {
		const ask = async (path) => (await fetch(`${origin}/entities/${name}${path}`, { headers: { Cookie: pair } })).json();
		const { state, bridges, fields } = await ask('');
		steps[`${name}-overview`] = { path: `/matching/${name}` };
		if (state !== 'ready') continue;
		const [doubt] = (await ask('/review?limit=1')).doubts;
		if (doubt) {
			const { left, right } = doubt;
			const params = new URLSearchParams({ left_source: left.source, left_record: left.record, right_source: right.source, right_record: right.record });
			const found = await ask(`/pair?${params}`);
			steps[`${name}-review`] = { path: `/matching/${name}/review` };
			steps[`${name}-pair`] = { path: `/matching/${name}/pair?${params}` };
			steps[`${name}-together`] = { path: `/matching/${name}/cluster/${found.left.entity}?with=${found.right.entity}` };
			steps[`${name}-who`] = { path: `/matching/${name}`, act: async (page) => { await page.getByRole('search').getByRole('textbox').first().fill(found.left.cells[fields.indexOf(me.entities.find((e) => e.name === name).label)]); await page.keyboard.press('Enter'); await page.getByRole('button', { name: /^Why / }).first().click(); } };
		}
		if (bridges[0]) steps[`${name}-cluster`] = { path: `/matching/${name}/cluster/${bridges[0].entity}` };
		steps[`${name}-model`] = { path: `/matching/${name}`, act: (page) => page.getByRole('button', { name: 'As YAML' }).click() };
	}
	const at = pair.indexOf('=');
	return { steps, cookie: { name: pair.slice(0, at), value: pair.slice(at + 1) } };
}
const { steps, cookie } = process.env.FAROL_SERVER ? await real() : { steps: made, cookie: { name: 'in', value: '1' } };
let bad = 0;
const said = new Set();
const tell = (...words) => {
	bad++;
	const line = words.join(' ');
	if (!said.has(line)) console.log(line);
	said.add(line);
};
for (const [name, step] of Object.entries(steps)) {
	if (only.length && !only.includes(name)) continue;
	for (const [width, height, mode] of [[1440, 900, 'dl'], [390, 844, 'ml'], [1440, 900, 'dd'], [320, 700, 'sl']].filter(([, , mode]) => !process.env.MODES || process.env.MODES.includes(mode))) {
		if (step.narrow && width > 1000) continue;
		const context = await browser.newContext({ viewport: { width, height }, colorScheme: mode.endsWith('d') ? 'dark' : 'light', reducedMotion: 'reduce' });
		if (!step.out) await context.addCookies([{ ...cookie, domain: '127.0.0.1', path: '/' }]);
		const page = await context.newPage();
		page.on('console', (m) => m.type() === 'error' && !/401|404/.test(m.text()) && tell(name, mode, 'console', m.text()));
		page.on('pageerror', (e) => tell(name, mode, 'error', e.message));
		try {
			await page.goto(`http://127.0.0.1:${port}${step.path}`);
			await page.waitForSelector('h1', { timeout: 4000 });
			await page.waitForTimeout(step.wait ?? 150);
			await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'), undefined, { timeout: step.wait ? 1 : 20_000 }).catch(() => undefined);
			await step.act?.(page, width);
			await page.waitForTimeout(250);
		} catch (e) {
			tell(name, mode, 'FAILED', String(e).split('\n')[0]);
		}
		await page.screenshot({ path: `${folder}/${name}-${mode}.png`, fullPage: true });
		const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		if (sideways > 0) tell(name, mode, `scrolls sideways by ${sideways}`);
		await page.evaluate(axe);
		const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
		for (const v of found.violations) tell(name, mode, 'axe', v.id, v.nodes.length, v.nodes[0].html.slice(0, 160), (v.nodes[0].any[0]?.message ?? '').slice(0, 160));
		if (!process.env.FAROL_SERVER) await context.request.put(`http://127.0.0.1:${port}/api/v1/me/language`, { data: { language: 'en' }, headers: { cookie: 'in=1' } });
		await context.close();
	}
}
await browser.close();
close();
process.exitCode = bad ? 1 : 0;
console.log(bad ? `${bad} findings` : 'nothing found');
