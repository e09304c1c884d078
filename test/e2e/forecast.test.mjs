// What comes next, as an agent and an analyst meet it: the fan of a page, its figures everywhere the same, and the page that explains it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { gzipSync, inflateRawSync } from 'node:zlib';
import { axe, screenshot, settled, signIn, startBrowser, startDemo } from './farol.mjs';

/** The text of a sheet of a workbook: found by the names in the file's own directory at its end. */
function entry(file, name) {
	const end = file.lastIndexOf(Buffer.from('504b0506', 'hex'));
	let at = file.readUInt32LE(end + 16);
	for (let i = file.readUInt16LE(end + 10); i > 0; i--) {
		const [packed, title, extra, note] = [20, 28, 30, 32].map((o) => (o === 20 ? file.readUInt32LE(at + o) : file.readUInt16LE(at + o)));
		if (file.subarray(at + 46, at + 46 + title).toString() === name) {
			const local = file.readUInt32LE(at + 42);
			const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
			const body = file.subarray(from, from + packed);
			return (file.readUInt16LE(at + 10) === 0 ? body : inflateRawSync(body)).toString();
		}
		at += 46 + title + extra + note;
	}
	throw new Error(`no ${name} in the workbook`);
}

describe('forecasts', () => {
	let demo, browser;
	const agent = /large agency/i;
	const analyst = /^Analyst/;
	const name = 'contacts_ahead';
	before(async () => {
		demo = await startDemo('realestate');
		browser = await startBrowser();
	});
	after(async () => {
		await browser?.close();
		await demo?.stop();
	});

	const ask = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);
	const tileOf = async (page) => (await ask(page, '/pages/home')).rows.flat().find((t) => t.kind === 'fan');
	const fanOf = (page, title) => page.getByRole('figure', { name: title });
	const whole = (n, language = 'en-GB') => Math.round(n).toLocaleString(language, { useGrouping: 'always' });
	async function home(page) {
		await page.goto(`${demo.url}/p/home`);
		await settled(page);
		const tile = await tileOf(page);
		const figure = fanOf(page, tile.title);
		await figure.getByRole('application').waitFor();
		return { tile, figure };
	}
	/** Goes to the end of the page, whose rows are fetched only there. */
	const nearEnd = async (page) => {
		await page.getByRole('heading', { name: 'What moves it' }).scrollIntoViewIfNeeded();
		await page.mouse.wheel(0, 4000);
		await page.getByRole('heading', { name: /and what came$/ }).waitFor();
	};
	/** Changes what the server says of the home page's fan, for states that the demo's data do not have. */
	const altered = (page, change) =>
		page.route('**/api/v1/pages/home*', async (route) => {
			const response = await route.fetch();
			const body = await response.json();
			change(body.rows.flat().find((t) => t.kind === 'fan'));
			await route.fulfill({ response, json: body });
		});

	for (const size of ['desktop', 'phone']) {
		for (const theme of ['light', 'dark']) {
			test(`the tile and its explanation, ${size}, ${theme}`, async () => {
				const { context, page, faults } = await signIn(browser, demo.url, agent, { size, theme });
				const { figure } = await home(page);
				assert.deepEqual(await axe(page), [], `axe on the home page, ${size}, ${theme}`);
				await screenshot(page, `forecast-tile-${size}-${theme}`);
				await figure.getByRole('link', { name: 'How this forecast is made' }).click();
				await page.waitForURL(`**/forecasts/${name}*`);
				await page.getByRole('heading', { level: 2, name: 'Who forecasts' }).waitFor();
				await settled(page);
				const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
				assert.ok(wide <= 0, `scrolls sideways by ${wide} px`);
				assert.deepEqual(await axe(page), [], `axe on the explanation, ${size}, ${theme}`);
				await screenshot(page, `forecast-explained-${size}-${theme}`);
				assert.deepEqual(faults, []);
				await context.close();
			});
		}
	}

	test('the figure is that of farol query and of the workbook', async () => {
		const { context, page } = await signIn(browser, demo.url, agent);
		const { tile, figure } = await home(page);
		const asked = JSON.parse(await demo.command('query', 'forecast(ads.unique_leads)', '--as', 'large@demo', '--json'));
		const total = Number(asked.rows[0][0]);
		assert.ok(Math.abs(total - tile.fan.total.value) < 1e-6, `${total} and ${tile.fan.total.value}`);
		const sentence = figure.getByText(/^Expect about/);
		const { lo80, hi80 } = tile.fan.total;
		assert.match(await sentence.innerText(), new RegExp(`about ${whole(total)} contacts in the next 28 days \\(.*\\); 8 in 10: ${whole(lo80)}–${whole(hi80)}`));

		await page.getByRole('button', { name: 'Export' }).click();
		await page.getByLabel('What to export').selectOption({ label: tile.title });
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Excel/ }).click()]);
		const sheet = entry(await readFile(await download.path()), 'xl/worksheets/sheet1.xml');
		const numbers = [...sheet.matchAll(/<c r="B(\d+)"[^>]*><v>([^<]+)<\/v>/g)].map((m) => Number(m[2])).filter(Number.isFinite);
		const steps = tile.fan.series[0].next.map((n) => n.value);
		const found = numbers.slice(-steps.length);
		assert.equal(found.length, steps.length);
		steps.forEach((value, i) => assert.ok(Math.abs(value - found[i]) < 1e-3, `step ${i}: ${value} and ${found[i]}`));
		await context.close();
	});

	test('the chart by keys: the last known step, the days to come, the table', async () => {
		const { context, page } = await signIn(browser, demo.url, agent);
		const { tile, figure } = await home(page);
		const series = tile.fan.series[0];
		const plot = figure.getByRole('application');
		await plot.focus();
		await page.keyboard.press('End');
		const last = series.next.at(-1);
		const readout = figure.locator('.readout');
		await readout.getByText('Forecast').waitFor();
		const text = await readout.innerText();
		const counts = series.next.every((n) => [n.lo80, n.hi80, n.lo95, n.hi95].every(Number.isInteger));
		assert.match(text, new RegExp(`8 in 10\\s+${counts ? last.lo80 : last.lo80.toFixed(1)} to `), 'the ends of a range of counts are counts');
		await page.keyboard.press('Home');
		await readout.getByText('Contacts').waitFor();
		assert.match(await readout.innerText(), new RegExp(`Contacts\\s+${series.past[0][1]}\\b`));
		await page.keyboard.press('t');
		await figure.getByRole('table').waitFor();
		assert.equal(await figure.locator('tbody tr').count(), series.past.length + series.next.length);
		await figure.getByRole('row').filter({ hasText: 'Imaculada Conceição' }).waitFor();
		assert.deepEqual(await axe(page), []);
		// The region of the table begins at what is still to come.
		assert.ok(await figure.getByRole('region').evaluate((e) => e.scrollTop > 0));
		await page.getByRole('button', { name: /^Show .* as a chart$/ }).click();
		await plot.focus();
		await page.keyboard.press('e');
		await page.waitForURL(`**/forecasts/${name}*`);
		await context.close();
	});

	test('another series is chosen in the sentence; an agency sees its own only', async () => {
		const { context, page } = await signIn(browser, demo.url, analyst);
		await page.goto(`${demo.url}/forecasts/${name}`);
		await settled(page);
		const all = await ask(page, `/forecasts/${name}`);
		const beam = page.locator('.beam');
		assert.match(await beam.innerText(), new RegExp(`about ${whole(all.fan.total.value)} `));
		await page.getByRole('button', { name: all.chosen.label }).click();
		const one = all.choices.find((c) => c.filters.agency === 'A002');
		await page.getByRole('dialog').getByRole('searchbox').fill(one.label);
		await page.getByRole('dialog').getByRole('button', { name: one.label }).click();
		await page.waitForURL(/f\.agency=A002/);
		const account = await ask(page, `/forecasts/${name}?f.agency=A002`);
		await beam.filter({ hasText: `about ${whole(account.fan.total.value)} ` }).waitFor();
		assert.notEqual(whole(account.fan.total.value), whole(all.fan.total.value));
		await context.close();

		const own = await signIn(browser, demo.url, agent);
		await own.page.goto(`${demo.url}/forecasts/${name}`);
		await settled(own.page);
		const mine = await ask(own.page, `/forecasts/${name}`);
		assert.deepEqual(mine.choices.map((c) => c.filters), [{ agency: 'A001' }]);
		await own.page.locator('.sentence').filter({ hasText: mine.chosen.label }).waitFor();
		assert.equal(await own.page.locator('.sentence button').count(), 0, 'there is nothing to choose');
		await own.context.close();
	});

	test('the methods are those of the server, and their weights are drawn', async () => {
		const { context, page } = await signIn(browser, demo.url, analyst);
		await page.goto(`${demo.url}/forecasts/${name}`);
		await settled(page);
		const members = (await ask(page, `/forecasts/${name}`)).members.filter((m) => m.mae !== null);
		const rows = page.getByRole('table', { name: 'Who forecasts' }).locator('tbody tr');
		assert.equal(await rows.count(), members.length);
		assert.equal(await rows.locator('.bar').count(), members.filter((m) => m.weight > 0).length);
		const text = await rows.allInnerTexts();
		for (const member of members) assert.ok(!text.some((t) => t.includes(member.name) && /lags|seasonal naive/.test(member.name)), `${member.name} is in words`);
		await context.close();
	});

	test('Explore tells the days to come, the sum of a forecast but not of its ranges', async () => {
		const { context, page, faults } = await signIn(browser, demo.url, analyst);
		await page.goto(`${demo.url}/explore?view=${name}`);
		await settled(page);
		const { fan } = await ask(page, `/forecasts/${name}`);
		await page.locator('main').getByText(whole(fan.total.value), { exact: true }).first().waitFor();
		assert.equal(await page.locator('tbody tr').count(), fan.series[0].next.length);
		await page.goto(`${demo.url}/explore?view=${name}&m=forecast,lo80,hi80`);
		await settled(page);
		await page.getByRole('columnheader', { name: /from \(80/ }).waitFor();
		assert.deepEqual(await axe(page), []);
		assert.deepEqual(faults, []);
		await context.close();
	});

	test('a filter that no forecast is made for: the tile says so in words', async () => {
		const { context, page } = await signIn(browser, demo.url, agent);
		const { rows } = await ask(page, '/pages/home?f.property_type=house');
		const tile = rows.flat().find((t) => t.kind === 'fan');
		assert.equal(tile.state, 'withheld');
		await page.goto(`${demo.url}/p/home?f.property_type=house`);
		await settled(page);
		await page.getByRole('heading', { name: tile.problem.title }).waitFor();
		await page.getByText(tile.problem.hint).waitFor();
		assert.equal(await page.getByText('could not be drawn').count(), 0);
		// The filter that is in the way can be taken off right there.
		const cell = page.locator('section').filter({ hasText: tile.problem.title });
		await cell.getByRole('button', { name: /^Remove/ }).click();
		await page.waitForURL((url) => !url.search.includes('property_type'));
		await fanOf(page, tile.title).getByRole('application').waitFor();
		await context.close();
	});

	test('states: older than its data, nothing better than repeating, no range, a target, an unusual day', async () => {
		const { context, page, faults } = await signIn(browser, demo.url, agent);
		await altered(page, (tile) => {
			const { fan } = tile;
			tile.state = 'stale';
			fan.naive = true;
			fan.refused = { 95: 'The past cannot carry a range of 95 %' };
			for (const step of fan.series[0].next) step.lo95 = step.hi95 = null;
			const [at, value] = fan.series[0].past.at(-20);
			fan.anomalies = [[at, value, value + 5, value + 9]];
			fan.target = { value: 300, period: fan.series[0].next.at(-1).at.slice(0, 7), so_far: 12, expected: 140, chance: 0.004 };
			fan.right = { origins: 8, mae: 1.5, naive_mae: 1.5, inside80: 0.81, issued_scored: 120, issued_inside80: 0.79 };
		});
		const { figure } = await home(page);
		await figure.getByText(/^Made .*the next run renews it/).waitFor();
		await figure.getByText('Nothing tried did better than repeating the past').waitFor();
		await figure.getByText('No range of 19 in 20 is given: the past cannot carry it.').waitFor();
		await figure.getByText(/Chance to reach the target of 300 in December 2026: <\s1%\. 12 so far, about 140 expected in the end\./).waitFor();
		await figure.getByText(/Tried on the past 8 times: off by 1\.5 a day on average\. 81% of what came lay in the 8-in-10 range\. Of 120 forecasts issued since, 79% came true inside it\./).waitFor();
		assert.equal(await figure.locator('svg .ring').count(), 1);
		assert.equal(await figure.locator('svg .target').count(), 1);
		assert.equal(await figure.locator('svg .light').getAttribute('d'), '', 'no 95% band');
		await figure.getByText('target', { exact: true }).waitFor();
		assert.deepEqual(await axe(page), []);
		await screenshot(page, 'forecast-states');
		assert.deepEqual(faults, []);
		await context.close();
	});

	test('the rail leads to the one forecast there is, and only those who may see it', async () => {
		const { context, page } = await signIn(browser, demo.url, agent);
		await settled(page);
		const rail = page.getByRole('navigation', { name: 'Main' });
		await rail.getByRole('link', { name: 'Forecasts' }).click();
		await page.waitForURL(`**/forecasts/${name}`);
		await settled(page);
		assert.equal(await rail.getByRole('link', { name: 'Forecasts' }).getAttribute('aria-current'), 'page');
		// A list of one leads there too.
		await page.goto(`${demo.url}/forecasts`);
		await page.waitForURL(`**/forecasts/${name}`);
		// Nobody is told of a forecast that is not theirs, and what is there instead is said.
		await page.route('**/api/v1/me', async (route) => {
			const response = await route.fetch();
			await route.fulfill({ response, json: { ...(await response.json()), forecasts: [] } });
		});
		await page.route('**/api/v1/forecasts?*', (route) => route.fulfill({ json: { forecasts: [] } }));
		await page.goto(`${demo.url}/forecasts`);
		await page.getByRole('heading', { name: 'No forecast is open to you' }).waitFor();
		assert.equal(await rail.getByRole('link', { name: 'Forecasts' }).count(), 0);
		await rail.getByRole('link', { name: 'Home' }).waitFor();
		assert.deepEqual(await axe(page), []);
		await context.close();
	});

	test('where nothing can be told, the sentence and a way out stay', async () => {
		const { context, page } = await signIn(browser, demo.url, analyst);
		await page.goto(`${demo.url}/forecasts/${name}?f.property_type=house`);
		await settled(page);
		await page.getByRole('heading', { name: 'No forecast is made for this selection' }).waitFor();
		await page.getByText('for the total and by agency. Take the filter on property type off.').waitFor();
		await page.locator('.sentence').getByRole('button', { name: 'Choose whose' }).waitFor();
		assert.deepEqual(await axe(page), []);
		await page.getByRole('link', { name: 'Show it without filters' }).click();
		await page.locator('.beam').waitFor();
		assert.equal(new URL(page.url()).search, '');
		await page.goto(`${demo.url}/forecasts/${name}?f.nothing=house`);
		await page.getByRole('heading', { name: 'This forecast has no such filter.' }).waitFor();
		// Another series that does not come does not leave the one before under its address without a word.
		await page.goto(`${demo.url}/forecasts/${name}`);
		await settled(page);
		await page.route('**/api/v1/forecasts/*?f.agency=*', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', json: { status: 500, code: 'internal', title: 'Internal', detail: 'It could not be told.' } }));
		await page.locator('.sentence').getByRole('button').click();
		await page.getByRole('dialog').getByRole('button').nth(1).click();
		await page.getByRole('alert').filter({ hasText: 'This page could not be shown' }).waitFor();
		await context.close();
	});

	test('a server that is gone is asked again until it answers', async () => {
		const { context, page } = await signIn(browser, demo.url, agent);
		await settled(page);
		await page.route(`**/api/v1/forecasts/${name}*`, (route) => route.abort());
		await page.goto(`${demo.url}/forecasts/${name}`);
		await page.getByRole('heading', { name: 'The server does not answer' }).waitFor();
		await page.unroute(`**/api/v1/forecasts/${name}*`);
		await page.locator('.beam').waitFor();
		await context.close();
	});

	test('the steps to come are written to a file from their own page', async () => {
		const { context, page } = await signIn(browser, demo.url, analyst);
		await page.goto(`${demo.url}/forecasts/${name}?f.agency=A002`);
		await settled(page);
		const { fan } = await ask(page, `/forecasts/${name}?f.agency=A002`);
		await page.getByRole('button', { name: 'Export' }).click();
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^CSV/ }).click()]);
		const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
		const { next } = fan.series[0];
		assert.equal(lines.length, next.length + 1);
		const first = lines[1].split(',');
		assert.equal(first[0].replaceAll('"', '').slice(0, 10), next[0].at);
		assert.ok(Math.abs(Number(first[1]) - next[0].value) < 1e-3, lines[1]);
		await context.close();
	});

	test('effects, findings and what came of earlier forecasts are told as they are', async () => {
		const { context, page, faults } = await signIn(browser, demo.url, agent);
		await page.route(`**/api/v1/forecasts/${name}*`, async (route) => {
			const response = await route.fetch();
			const body = await response.json();
			const { past, next } = body.fan.series[0];
			const all = [...past.map(([at]) => at), ...next.map((n) => n.at)];
			body.effects = [
				{ name: 'trend', label: 'Trend', values: all.map((at, i) => [at, 4 + i * 0.01]) },
				{ name: 'week', label: 'Week', values: all.map((at) => [at, new Date(at).getUTCDay() === 0 ? -3 : 0.5]) },
				{ name: 'spend', label: 'Spend', values: all.map((at, i) => [at, i % 9]) }
			];
			body.fan.findings = [{ at: past[3][0], kind: 'level shift', text: '', size: 2.4 }, { at: past[4][0], kind: 'something new', text: 'told by the server' }, { at: '2026-11-14', kind: 'closed', text: '', size: 26 }, { at: past[8][0], kind: 'gap', text: '', size: 2 }];
			const said = { value: 4, lo80: 2, hi80: 6, lo95: 1, hi95: 8, issued_at: `${past[0][0]}T06:00:00` };
			body.issued = [{ ...said, at: past[9][0], actual: 4 }, { ...said, at: past[8][0], actual: 9 }];
			await route.fulfill({ response, json: body });
		});
		await page.goto(`${demo.url}/forecasts/${name}`);
		await settled(page);
		const week = page.getByRole('table', { name: 'Week', exact: true });
		assert.equal(await week.locator('tbody tr').count(), 7);
		await week.getByRole('row', { name: 'Sun −3.0' }).waitFor();
		await page.getByRole('figure', { name: 'Spend' }).getByRole('img').waitFor();
		await page.getByText('The level jumped by +2.4').waitFor();
		await page.getByText('told by the server').waitFor();
		await page.getByText('Nothing ever comes on this weekday: Saturday').waitFor();
		await page.getByText('Nothing for 2 days').waitFor();
		await nearEnd(page);
		const issued = page.getByRole('table', { name: 'What was said, and what came' });
		await issued.getByRole('row').filter({ hasText: 'inside' }).waitFor();
		await issued.getByRole('row').filter({ hasText: 'missed by 3' }).waitFor();
		await page.getByText('1 of 2 shown lay inside.').waitFor();
		assert.deepEqual(await axe(page), []);
		await screenshot(page, 'forecast-effects');
		assert.deepEqual(faults, []);
		await context.close();
	});

	test('until anything issued is due, what would have been said is told, and called that', async () => {
		const { context, page, faults } = await signIn(browser, demo.url, analyst);
		await page.goto(`${demo.url}/forecasts/${name}`);
		await settled(page);
		const { tried, issued } = await ask(page, `/forecasts/${name}`);
		assert.equal(issued.length, 0);
		assert.equal(tried.length, 28);
		assert.equal(await page.getByText('What would have been said').count(), 0, 'it is fetched once somebody comes near');
		await nearEnd(page);
		const table = page.getByRole('table', { name: 'What would have been said, and what came' });
		await table.waitFor();
		await page.getByText(/would have been said after \d+ \w+ of the 28 days that came then$/).waitFor();
		assert.equal(await table.locator('tbody tr').count(), 14);
		await page.getByRole('button', { name: 'Show 14 more' }).click();
		assert.equal(await table.locator('tbody tr').count(), 28);
		const inside = tried.filter((one) => one.actual >= one.lo80 && one.actual <= one.hi80).length;
		await page.getByText(`${inside} of 28 shown lay inside.`).waitFor();
		assert.deepEqual(await axe(page), []);
		await screenshot(page, 'forecast-tried');
		assert.deepEqual(faults, []);
		await context.close();
	});

	test('the colours of the system keep the ranges apart from the ground', async () => {
		const { context, page } = await signIn(browser, demo.url, agent, { forcedColors: 'active' });
		const { figure } = await home(page);
		const seen = await figure.evaluate((e) => {
			const ground = getComputedStyle(document.body).backgroundColor;
			return ['.light', '.dark', '.ln.l1'].map((selector) => ({ selector, lost: [...e.querySelectorAll(`svg ${selector}`)].every((p) => [ground, 'none', 'rgba(0, 0, 0, 0)'].includes(getComputedStyle(p).stroke)) }));
		});
		assert.deepEqual(seen.filter((s) => s.lost), []);
		await context.close();
	});

	test('the scripts of the explanation are small', async () => {
		const { context, page } = await signIn(browser, demo.url, agent);
		const fetched = [];
		page.on('response', (r) => {
			if (new URL(r.url()).pathname.endsWith('.js')) fetched.push(r.body());
		});
		await page.goto(`${demo.url}/forecasts/${name}`);
		await settled(page);
		// What the browser keeps from before counts too, so that its own count of bytes does not do.
		const scripts = (await Promise.all(fetched)).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
		assert.ok(scripts > 0 && scripts <= 90 * 1024, `${scripts} bytes of compressed JavaScript`);
		await context.close();
	});

	for (const [language, button, expect, heading, refused] of [
		['pt', 'Português', /^Esperam-se cerca de \d+ .* nos próximos 28 dias \(.*\); 8 em 10: /, 'Quem prevê', /\b(Expect|Forecast|Tried|Table|Who forecasts|Weight|What moves it|left out)\b/],
		['it', 'Italiano', /^Attesi circa \d+ .* nei prossimi 28 giorni \(.*\); 8 su 10: /, 'Chi prevede', /\b(Expect|Forecast|Tried|Table|Who forecasts|Weight|What moves it|left out)\b/]
	]) {
		for (const size of ['desktop', 'phone']) {
			test(`in ${language}, ${size}`, async () => {
				const { context, page, faults } = await signIn(browser, demo.url, agent, { size });
				await settled(page);
				if (size === 'phone') await page.locator('nav.tabs button').click();
				await page.getByRole('button', { name: button }).click();
				await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
				const { figure } = await home(page);
				assert.match(await figure.getByText(/^(Esperam-se|Attesi)/).innerText(), expect);
				assert.deepEqual(await axe(page), []);
				await figure.getByRole('link').last().click();
				await page.getByRole('heading', { level: 2, name: heading }).waitFor();
				await settled(page);
				const text = await page.locator('main').innerText();
				assert.doesNotMatch(text, refused);
				assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
				assert.deepEqual(await axe(page), []);
				await screenshot(page, `forecast-${language}-${size}`);
				assert.deepEqual(faults, []);
				await page.evaluate(() => fetch('/api/v1/me').then((r) => r.json()).then((me) => fetch('/api/v1/me/language', { method: 'PUT', headers: { 'Content-Type': 'application/json', 'X-Farol-CSRF': me.csrf }, body: '{"language":"en"}' })));
				await context.close();
			});
		}
	}
});

// Several forecasts: a list of them, each with what it says.
describe('a list of forecasts', () => {
	let demo, browser;
	const manager = /manager/i;
	before(async () => {
		demo = await startDemo('campaigns');
		browser = await startBrowser();
	});
	after(async () => {
		await browser?.close();
		await demo?.stop();
	});

	for (const size of ['desktop', 'phone']) {
		for (const theme of ['light', 'dark']) {
			test(`says what its forecasts say, ${size}, ${theme}`, async () => {
				const { context, page, faults } = await signIn(browser, demo.url, manager, { size, theme });
				await settled(page);
				const main = page.getByRole('navigation', { name: 'Main' }).last();
				if (size === 'phone') {
					await main.getByRole('button', { name: 'More' }).click();
					await page.getByRole('dialog').getByRole('link', { name: 'Forecasts' }).click();
				} else await main.getByRole('link', { name: 'Forecasts' }).click();
				await page.waitForURL('**/forecasts');
				await page.getByRole('heading', { level: 1, name: 'Forecasts' }).waitFor();
				await settled(page);
				const { forecasts } = await page.evaluate(async () => (await fetch('/api/v1/forecasts')).json());
				assert.equal(forecasts.length, 4);
				for (const one of forecasts) {
					const row = page.getByRole('row').filter({ hasText: one.title });
					await row.getByText(Math.round(one.total.value).toLocaleString('en-GB', { useGrouping: 'always' }), { exact: false }).first().waitFor();
				}
				const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
				assert.ok(wide <= 0, `scrolls sideways by ${wide} px`);
				assert.deepEqual(await axe(page), []);
				await screenshot(page, `forecast-list-${size}-${theme}`);
				await page.getByRole('link', { name: forecasts[0].title }).click();
				await page.waitForURL(`**/forecasts/${forecasts[0].name}`);
				await page.locator('.beam').waitFor();
				// Its last table has long weeks and money in it.
				await page.goto(`${demo.url}/forecasts/facebook_spend`);
				await settled(page);
				await page.getByRole('heading', { name: 'What moves it' }).scrollIntoViewIfNeeded();
				await page.mouse.wheel(0, 4000);
				await page.getByRole('table', { name: /and what came$/ }).waitFor();
				assert.deepEqual(await axe(page), []);
				assert.deepEqual(faults, []);
				await context.close();
			});
		}
	}
});
